//! The folder of a service for new helper modules, and how names of files are written there.

use minijinja::Value;

use crate::code::javascript::modules::specifier;
use crate::survey::fact::Fact;
use crate::survey::node::app::App;
use crate::survey::node::service::Service;
use crate::survey::word::vocabulary;
use crate::tree::paths::{file_name, folder, join, within};

vocabulary! { Service:
    /// the folder for new helper modules
    folder "helpers" = |it, from| it.helpers(from);
    /// how names of several words are written there: `kebab`, `camel` or `snake`
    fact "file-names" = |it, _| it.file_names();
}

/// Names of folders for what several parts of a service need, the first that is there.
const HELPER_FOLDERS: [&str; 4] = ["utils", "lib", "helpers", "util"];

impl Service<'_> {
    /// The folder for helpers that the service loads from, where there is one and no more.
    fn only_helpers(&self) -> Option<String> {
        let is_helpers = |path: &&str| {
            let name = path.rsplit('/').next().unwrap_or(path);
            HELPER_FOLDERS.contains(&name) && within(path, self.deployed.folder())
        };
        let folders = self.reached().iter().map(|path| folder(path));
        let mut known: Vec<&str> = folders.filter(is_helpers).collect();
        known.sort_unstable();
        known.dedup();
        match &*known {
            [only] => Some((*only).to_owned()),
            _ => None,
        }
    }

    /// The nearest `utils`, `lib` or `helpers`, from the file of the routes up to the folder of the service; else the only
    /// one that the service loads; else `utils` beside the file that makes the app. Seen from a file: a specifier.
    fn helpers(&self, seen_from: Option<&str>) -> Fact<Value> {
        self.app().map(|app| self.helpers_of(app, seen_from))
    }

    /// As most of the scripts in the folder for helpers are called that the service loads; where none of these has several words, as
    /// most of all that it loads.
    fn file_names(&self) -> Fact<Value> {
        self.app().map(|app| {
            let home = self.helpers_of(app, None).to_string();
            let all = || self.reached().iter().map(String::as_str);
            let there = usual(all().filter(|path| folder(path) == home));
            let names = there.or_else(|| usual(all()));
            Value::from(names.unwrap_or(Writing::Kebab).name())
        })
    }

    fn helpers_of(&self, app: &App<'_>, seen_from: Option<&str>) -> Value {
        let beside = folder(&app.script.path);
        let below = |folder: &str, name: &str| {
            join(folder, name).expect("a folder of the service lies in the root")
        };
        let holds_scripts = |path: &String| self.files.iter().any(|file| within(file, path));
        let up = std::iter::successors(Some(beside), |at| {
            (*at != self.deployed.folder()).then(|| folder(at))
        });
        let known = up
            .flat_map(|at| HELPER_FOLDERS.map(|name| below(at, name)))
            .find(holds_scripts)
            .or_else(|| self.only_helpers());
        let path = known.unwrap_or_else(|| below(folder(&app.made_at.0), "utils"));
        Value::from(match seen_from {
            Some(from) => specifier(from, &path),
            None => path,
        })
    }
}

/// How a name of several words is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writing {
    Kebab,
    Camel,
    Snake,
}

impl Writing {
    /// That of a file; none where its name has one word, or is none that a person chose for a module.
    fn of(path: &str) -> Option<Self> {
        let name = file_name(path);
        let stem = name.split('.').next().unwrap_or(name);
        if name.ends_with(".d.ts") || stem.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        let has_capital = stem.chars().skip(1).any(|it| it.is_ascii_uppercase());
        let has_small = stem.chars().any(|it| it.is_ascii_lowercase());
        match (stem.contains('-'), stem.contains('_')) {
            (true, false) => Some(Self::Kebab),
            (false, true) => Some(Self::Snake),
            (false, false) if has_capital && has_small => Some(Self::Camel),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Kebab => "kebab",
            Self::Camel => "camel",
            Self::Snake => "snake",
        }
    }
}

/// What more of the files are called by than by either other, if anything.
fn usual<'p>(paths: impl Iterator<Item = &'p str>) -> Option<Writing> {
    let found: Vec<Writing> = paths.filter_map(Writing::of).collect();
    let count = |it: Writing| found.iter().filter(|other| **other == it).count();
    [Writing::Kebab, Writing::Camel, Writing::Snake]
        .into_iter()
        .rev()
        .max_by_key(|it| count(*it))
        .filter(|it| count(*it) > 0)
}

#[cfg(test)]
mod tests {
    use super::{Writing, usual};

    #[test]
    fn names_of_files_are_written_in_three_ways() {
        let of = |paths: &[&str]| usual(paths.iter().copied());
        assert_eq!(
            of(&["a/requestTimer.js", "a/UserModel.js"]),
            Some(Writing::Camel)
        );
        assert_eq!(of(&["a/request-timer.ts", "a/x.ts"]), Some(Writing::Kebab));
        assert_eq!(of(&["a/request_timer.mjs"]), Some(Writing::Snake));
        assert_eq!(
            of(&["a/errorHandler.js", "a/rate-limit.js"]),
            Some(Writing::Kebab)
        );
        for other in [
            "index.js",
            "user.routes.js",
            "User.js",
            "README.js",
            "next-env.d.ts",
            "20240101-create-user.js",
        ] {
            assert_eq!(of(&[other]), None, "{other}");
        }
    }
}
