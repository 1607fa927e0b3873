//! The TypeScript that a service is compiled with: what the lock file or the manifest says, and whether it looks at the
//! declarations of packages, too.

use jsonc_parser::ParseOptions;
use serde_json::Value;

use crate::code::Survey;
use crate::survey::node::package::Package;
use crate::survey::node::version::pinned;
use crate::survey::version::{NodeVersion, TypeScript};
use crate::tree::paths::{folder, join, resolved, upwards};

/// The TypeScript of a package; none where it has none.
pub(crate) fn typescript(survey: &Survey<'_>, package: &Package) -> Option<TypeScript> {
    let range = range(package, "typescript")?;
    let manifest = join(&package.folder, "package.json")?;
    let locked = locked(survey, package, "typescript");
    let version = locked.or_else(|| Some((pinned(range)?, manifest.clone())));
    let checked = checks_packages(survey, package).then(|| {
        let range = range_of_node_types(package)?;
        NodeVersion::starting(range.trim_start_matches(['^', '~', '=', '>', 'v', ' ']))
    });
    Some(TypeScript {
        place: version
            .as_ref()
            .map_or(manifest, |(_, place)| place.clone()),
        version: version.map(|(version, _)| version),
        node_types: checked.flatten(),
    })
}

fn range<'p>(package: &'p Package, name: &str) -> Option<&'p str> {
    package
        .ranges()
        .find(|(it, _)| *it == name)
        .map(|(_, range)| range)
}

fn range_of_node_types(package: &Package) -> Option<&str> {
    range(package, "@types/node")
}

/// What the lock file of npm has of a package.
fn locked(survey: &Survey<'_>, package: &Package, name: &str) -> Option<(NodeVersion, String)> {
    let key = format!("node_modules/{name}");
    let within = |above: &str| {
        let path = join(above, "package-lock.json")?;
        let text = survey.overlay.text(&path).ok().flatten()?;
        let lock: Value = serde_json::from_str(&text).ok()?;
        let packages = lock.get("packages");
        let entry = packages
            .and_then(|it| it.get(&key))
            .or_else(|| lock.get("dependencies")?.get(name))?;
        Some((
            NodeVersion::starting(entry.get("version")?.as_str()?)?,
            path,
        ))
    };
    upwards(&package.folder).find_map(within)
}

/// Whether the compiler reports what is wrong in the declarations of packages.
fn checks_packages(survey: &Survey<'_>, package: &Package) -> bool {
    let Some(mut path) = join(&package.folder, "tsconfig.json") else {
        return false;
    };
    for _hop in 0..3 {
        let text = survey.overlay.text(&path).ok().flatten();
        let config: Option<Value> = text.and_then(|text| {
            let text = text.trim_start_matches('\u{feff}');
            jsonc_parser::parse_to_serde_value(text, &ParseOptions::default()).ok()
        });
        let Some(config) = config else {
            return false;
        };
        let options = config.get("compilerOptions");
        if let Some(skips) = options.and_then(|it| it.get("skipLibCheck")) {
            return skips == false;
        }
        match config.get("extends") {
            None => return true,
            Some(Value::String(base)) if base.starts_with('.') => {
                let base = resolved(folder(&path), base);
                path = if base.ends_with(".json") {
                    base
                } else {
                    base + ".json"
                };
            }
            // what others offer as a base sets it
            Some(_) => return false,
        }
    }
    false
}
