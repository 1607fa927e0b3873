//! The manifest of a Node service: what `package.json` says, which scripts are its own, and which file a name in it means.

use std::sync::{Arc, OnceLock};

use serde_json::Value;

use crate::code::Survey;
use crate::code::answers::Memo;
use crate::edit::script::is_script;
use crate::tree::paths::{folder, is_test, join, within};

/// The lists of dependencies of a `package.json`.
const LISTS: [&str; 3] = ["dependencies", "devDependencies", "peerDependencies"];

/// A `package.json` and its folder.
pub(crate) struct Package {
    /// The folder; empty for the root.
    pub(crate) folder: String,
    manifest: Arc<Value>,
}

/// What manifests say, by their texts; none of what cannot be read.
type Read = Memo<Arc<str>, Option<Arc<Value>>>;

impl Package {
    #[cfg(test)]
    pub(crate) fn of(folder: &str, manifest: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            manifest: Arc::new(
                serde_json::from_str(manifest).expect("the test's manifest is JSON"),
            ),
        }
    }

    /// Whether any list of dependencies names `package`.
    pub(crate) fn depends_on(&self, package: &str) -> bool {
        LISTS.iter().any(|list| {
            self.manifest
                .get(list)
                .and_then(|list| list.get(package))
                .is_some()
        })
    }

    /// Whether `package` is among the dependencies of the running service.
    pub(crate) fn runs_on(&self, package: &str) -> bool {
        self.manifest
            .get("dependencies")
            .and_then(|list| list.get(package))
            .is_some()
    }

    /// The dependencies of the running service.
    pub(crate) fn dependencies(&self) -> impl Iterator<Item = &str> {
        let list = self.manifest.get("dependencies").and_then(Value::as_object);
        list.into_iter().flatten().map(|(name, _)| name.as_str())
    }

    /// The packages of all lists of dependencies.
    pub(crate) fn packages(&self) -> impl Iterator<Item = &str> {
        let lists = LISTS.iter().filter_map(|list| self.manifest.get(list));
        let names = lists.filter_map(Value::as_object).flatten();
        names.map(|(name, _)| name.as_str())
    }

    /// What stands under a key of the manifest.
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.manifest.get(key)
    }

    /// The packages of all lists of dependencies, with the ranges of their versions.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = (&str, &str)> {
        let lists = LISTS.iter().filter_map(|list| self.manifest.get(list));
        let rows = lists.filter_map(Value::as_object).flatten();
        rows.filter_map(|(name, range)| Some((name.as_str(), range.as_str()?)))
    }

    /// The versions of Node that the service may run on.
    pub(crate) fn engine(&self) -> Option<&str> {
        self.manifest.get("engines")?.get("node")?.as_str()
    }

    /// The range of versions of a dependency.
    pub(crate) fn version(&self, package: &str) -> Option<&str> {
        self.manifest.get("dependencies")?.get(package)?.as_str()
    }

    /// Whether plain `.js` files are ES modules.
    pub(crate) fn is_module(&self) -> bool {
        self.manifest.get("type").and_then(Value::as_str) == Some("module")
    }

    /// The command of a script.
    pub(crate) fn command(&self, script: &str) -> Option<&str> {
        self.manifest.get("scripts")?.get(script)?.as_str()
    }

    /// The commands of all scripts.
    pub(crate) fn commands(&self) -> impl Iterator<Item = &str> {
        let scripts = self.manifest.get("scripts").and_then(Value::as_object);
        let commands = scripts.into_iter().flatten();
        commands.filter_map(|(_, command)| command.as_str())
    }

    /// Where the schema of Prisma lies: a file or a folder of the package.
    pub(crate) fn prisma_schema(&self) -> Option<&str> {
        self.manifest.get("prisma")?.get("schema")?.as_str()
    }

    /// The name of the package, without a scope.
    pub(crate) fn name(&self) -> Option<&str> {
        self.manifest.get("name")?.as_str()?.rsplit('/').next()
    }

    /// The name by which others import the package.
    pub(crate) fn full_name(&self) -> Option<&str> {
        self.manifest.get("name")?.as_str()
    }

    /// The entry for those who import the package.
    pub(crate) fn main(&self) -> Option<&str> {
        self.manifest.get("main")?.as_str()
    }
}

/// The `package.json` files that parse, in order of path.
pub(crate) fn packages<'s>(survey: &'s Survey<'_>) -> &'s [Package] {
    let kept = survey.answers.of::<OnceLock<Vec<Package>>>();
    kept.get_or_init(|| {
        let manifests = survey.overlay.paths_called("package.json").into_iter();
        manifests.filter_map(|path| read(survey, path)).collect()
    })
}

fn read(survey: &Survey<'_>, path: &str) -> Option<Package> {
    let text = survey.overlay.text(path).ok().flatten()?;
    let read = survey.parsed.answers.of::<Read>();
    let manifest = read.of(text.clone(), || {
        let manifest = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
        twice(&text).is_none().then(|| Arc::new(manifest))
    })?;
    Some(Package {
        folder: folder(path).to_owned(),
        manifest,
    })
}

/// The major version of a package that the nearest manifest asks for; unknown for tags and ranges without a number.
pub(crate) fn major_version(survey: &Survey<'_>, from: &str, package: &str) -> Option<u32> {
    let nearest = packages(survey)
        .iter()
        .filter(|p| within(from, &p.folder))
        .max_by_key(|p| p.folder.len())?;
    let range = nearest
        .version(package)?
        .trim_start_matches(['^', '~', '=', 'v', '>', '<', ' '])
        .to_owned();
    range
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

/// Where the text of a manifest names a key of its own twice. Who reads it takes the last, and who edits it the first.
pub(crate) fn twice(text: &str) -> Option<serde_json::Error> {
    serde_json::from_str::<Keys>(text.trim_start_matches('\u{feff}')).err()
}

/// The keys of an object, each of which stands there once.
struct Keys;

impl<'de> serde::Deserialize<'de> for Keys {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Self)
    }
}

impl<'de> serde::de::Visitor<'de> for Keys {
    type Value = Self;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut known = std::collections::HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if known.contains(&key) {
                return Err(serde::de::Error::custom("a key that stands twice"));
            }
            known.insert(key);
            map.next_value::<serde::de::IgnoredAny>()?;
        }
        Ok(self)
    }
}

/// The scripts that belong to `package` and not to one nested in it; tests and stand-ins are left out.
pub(crate) fn scripts_of(survey: &Survey<'_>, package: &Package, all: &[Package]) -> Vec<String> {
    let inner: Vec<String> = all
        .iter()
        .filter(|other| other.folder != package.folder && within(&other.folder, &package.folder))
        .map(|other| format!("{}/", other.folder))
        .collect();
    let own = |path: &&str| {
        is_script(path) && !is_test(path) && !inner.iter().any(|folder| path.starts_with(folder))
    };
    survey
        .overlay
        .paths_below(&package.folder)
        .filter(own)
        .map(str::to_owned)
        .collect()
}

/// The existing file of `folder` that `name` means, with the source of what is compiled tried first.
pub(crate) fn source_file(survey: &Survey<'_>, folder: &str, name: &str) -> Option<String> {
    let path = join(folder, name)?;
    let built = ["dist/", "build/", "out/", "lib/"]
        .iter()
        .find_map(|output| {
            let rest = join("", name)?.strip_prefix(output)?.to_owned();
            Some(["src/", ""].map(|source| join(folder, &format!("{source}{rest}"))))
        });
    let candidates = built.into_iter().flatten().flatten().chain([path]);
    candidates.into_iter().find_map(|path| {
        let stem = path.strip_suffix(".js").unwrap_or(&path).to_owned();
        let endings = [".ts", ".js", ".mjs", ".cjs", "/index.js", "/index.ts"]
            .map(|ending| format!("{stem}{ending}"));
        [path]
            .into_iter()
            .chain(endings)
            .find(|path| survey.overlay.is_listed(path))
    })
}
