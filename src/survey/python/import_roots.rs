//! From which folders Python imports the modules of a service: as what starts it says, as the service's own imports show, and as its
//! tests do.

use std::collections::BTreeSet;

use crate::code::python::modules::{imported, loaded_by, module_name, roots};
use crate::survey::fact::Fact;
use crate::survey::python::commands::{Target, told};
use crate::survey::python::service::Service;
use crate::tree::paths::{below, folder, is_test, upwards, within};

/// The folders that modules are imported from, the surest first.
struct Roots(Vec<String>);

impl Service<'_> {
    /// The folders that modules are imported from, the surest first; none where nothing tells.
    pub(crate) fn import_roots(&self) -> &[String] {
        &self.answers.or_find(|| Roots(self.find_roots())).0
    }

    fn find_roots(&self) -> Vec<String> {
        let started = self.served().and_then(|served| served.root.clone());
        let mut found: Vec<String> = started.into_iter().collect();
        found.extend(self.shown_by(self.reached().iter().map(String::as_str)));
        if found.is_empty() {
            let home = self.deployed.folder();
            let own = |path: &&str| path.ends_with(".py");
            let paths = self.survey.overlay.paths_below(home);
            found.extend(self.shown_by(paths.filter(own).filter(|path| is_test(path))));
        }
        if found.is_empty() {
            found.extend(self.told_by_pages());
        }
        if found.is_empty() {
            found.extend(self.only_one());
        }
        let mut known = BTreeSet::new();
        found.retain(|root| known.insert(root.clone()));
        found
    }

    /// The folders from which absolute imports of files resolve today, without those that are packages: there it is a neighbour
    /// that has the name of another package.
    fn shown_by<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Vec<String> {
        let reached = self.reached();
        let modules = paths.flat_map(|path| {
            let around = roots(self.survey.overlay, path);
            let script = self.survey.script(path).into_iter();
            let modules = script.flat_map(|script| imported(self.survey, script));
            let roots = modules
                .filter(|module| reached.contains(&module.path))
                .filter_map(|module| module.root);
            roots.filter(move |root| around.contains(root))
        });
        modules.collect()
    }

    /// What the page about the service tells people to start.
    fn told_by_pages(&self) -> Option<String> {
        let stem = self.entry().strip_suffix(".py").unwrap_or(self.entry());
        let found = told(self.survey, self.deployed.folder()).into_iter();
        let mut modules = found.filter_map(|command| match command.target {
            Target::App(module, _) => Some(module),
            _ => None,
        });
        modules.find_map(|module| {
            let root = stem.strip_suffix(&module.replace('.', "/"))?;
            let is_whole = root.is_empty() || root.ends_with('/');
            is_whole.then(|| root.trim_end_matches('/').to_owned())
        })
    }

    /// The one folder that the entry can be imported from: it lies beside the manifest, or in packages up to there.
    fn only_one(&self) -> Option<String> {
        let home = self.deployed.folder();
        let first = roots(self.survey.overlay, self.entry())
            .into_iter()
            .next()?;
        (folder(self.entry()) == home || !within(&first, home) || first == home).then_some(first)
    }

    /// The beginning of a package that a new import in `from` would run, and that loads `from` itself.
    fn circle(&self, from: &str, path: &str) -> Option<String> {
        let survey = self.survey;
        let begins = |folder: &str| below(folder, "__init__.py");
        let mut beginnings = upwards(path)
            .filter(|folder| !within(from, folder))
            .map(begins)
            .filter(|it| survey.overlay.is_listed(it));
        let known = loaded_by(survey, from);
        beginnings.find(|beginning| {
            !known.contains(beginning) && loaded_by(survey, beginning).iter().any(|it| it == from)
        })
    }

    /// A path without ending as a module that the file `from` imports.
    pub(crate) fn module_name(&self, from: &str, path: &str) -> Fact<String> {
        if let Some(beginning) = self.circle(from, path) {
            return Fact::Unknown(format!(
                "`{beginning}` loads `{from}`, so that file cannot import from its folder; take that import out of `{beginning}`"
            ));
        }
        let name = module_name(self.survey, from, path, self.import_roots());
        let home = self.deployed.folder();
        name.map_or_else(
            || {
                let entry = self.entry().strip_suffix(".py").unwrap_or(self.entry());
                let entry = entry.strip_prefix(home).unwrap_or(entry);
                let module = entry.trim_start_matches('/').replace('/', ".");
                Fact::Unknown(format!(
                    "no start command was found, so nothing says what `{from}` can import: name it in a Dockerfile or Procfile, such \
                     as `uvicorn {module}:app`"
                ))
            },
            Fact::Present,
        )
    }
}
