//! The folder of a service for new helper modules.

use minijinja::Value;

use crate::code::javascript::modules::specifier;
use crate::survey::fact::Fact;
use crate::survey::node::app::App;
use crate::survey::node::service::Service;
use crate::survey::word::vocabulary;
use crate::tree::paths::{folder, join, within};

vocabulary! { Service:
    /// the folder for new helper modules
    folder "helpers" = |it, from| it.helpers(from);
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
