//! What an added import means to Python: the folders that the start command lets it look in, the module that wins there, and whether
//! that has the name. An import that fails keeps the service from starting.

use crate::edit::python::imports::{Import, all, at_top};
use crate::edit::python::names::binding;
use crate::edit::python::stdlib::MODULES;
use crate::edit::script::Script;
use crate::step::Job;
use crate::tree::Overlay;
use crate::tree::paths::{below, folder, upwards};

/// What is wrong with the imports that a file got, if anything is.
pub(super) fn problem(job: &Job<'_, '_>, before: &Script, after: &Script) -> Option<String> {
    let known = all(before);
    let is_known = |import: &Import, name: &(String, Option<String>)| {
        let same = |other: &&Import| other.module == import.module;
        known.iter().filter(same).any(|it| it.names.contains(name))
    };
    let roots = Roots::of(job, &after.path);
    for import in all(after) {
        if import.names.is_empty() {
            if !known.contains(&import) && roots.leads_astray(&import.module, None) {
                return Some(format!("`{}` leads to no module", import.module));
            }
            continue;
        }
        let new = import.names.iter().filter(|name| !is_known(&import, name));
        for (name, _) in new {
            if roots.leads_astray(&import.module, Some(name)) {
                let module = &import.module;
                return Some(format!("`{module}` leads to no module with `{name}`"));
            }
        }
    }
    bound_twice(before, after)
}

/// A name that a new import at the top takes from one module, and another one from a second.
fn bound_twice(before: &Script, after: &Script) -> Option<String> {
    let known = at_top(before);
    let imports = at_top(after);
    let new = imports.iter().filter(|import| !known.contains(import));
    let mut names = new.flat_map(|import| import.binds().map(move |name| (import, name)));
    names.find_map(|(import, name)| {
        let is_other = |other: &&Import| {
            let mut binds = other.binds();
            other.module != import.module
                && !(other.names.is_empty() && import.names.is_empty())
                && binds.any(|bound| bound == name)
        };
        let other = imports.iter().find(is_other)?;
        let (one, two) = (&import.module, &other.module);
        Some(format!(
            "`{name}` is imported from `{one}` and from `{two}`"
        ))
    })
}

/// Where Python looks for modules.
struct Roots<'a, 'j, 'f> {
    job: &'a Job<'j, 'f>,
    from: &'a str,
    /// As the service is started, where that is known.
    starts: Vec<String>,
    /// All folders around the file.
    around: Vec<&'a str>,
}

/// What stands at a dotted path below a folder.
enum Standing {
    /// A file, and the folder of a package whose beginning it is.
    Module(String, Option<String>),
    /// A folder without a beginning.
    Folder(String),
}

impl<'a, 'j, 'f> Roots<'a, 'j, 'f> {
    fn of(job: &'a Job<'j, 'f>, from: &'a str) -> Self {
        Self {
            job,
            from,
            starts: job.facts.import_roots(),
            around: upwards(folder(from))
                .filter(|at| !job.tree.exists(&below(at, "__init__.py")))
                .collect(),
        }
    }

    /// Whether an import of a module of the repository fails; one of a package from elsewhere does not.
    fn leads_astray(&self, module: &str, name: Option<&str>) -> bool {
        let path = module.trim_start_matches('.');
        let parts: Vec<&str> = path.split('.').filter(|part| !part.is_empty()).collect();
        let dots = module.len() - path.len();
        if let Some(up) = dots.checked_sub(1) {
            let Some(base) = upwards(folder(self.from)).nth(up) else {
                return true;
            };
            let leaves = up > 0 && self.starts.iter().any(|start| start == base);
            return leaves || !self.gives(base, &parts, name);
        }
        let Some(top) = parts.first() else {
            return true;
        };
        if MODULES.contains(top) {
            return false;
        }
        let has_top = |root: &str| stands(self.job.tree, root, top).is_some();
        if self.starts.is_empty() {
            let mut around = self.around.iter().filter(|root| has_top(root)).peekable();
            let is_local = around.peek().is_some();
            return is_local && !around.any(|root| self.gives(root, &parts, name));
        }
        let mut starts = self.starts.iter().filter(|root| has_top(root)).peekable();
        if starts.peek().is_some() {
            return !starts.any(|root| self.gives(root, &parts, name));
        }
        self.around
            .iter()
            .any(|root| has_top(root) && self.gives(root, &parts, name))
    }

    /// Whether a module below a folder is there, and has the name.
    fn gives(&self, base: &str, parts: &[&str], name: Option<&str>) -> bool {
        let tree = self.job.tree;
        let mut at = Standing::Folder(base.to_owned());
        for part in parts {
            let (Standing::Folder(folder) | Standing::Module(_, Some(folder))) = at else {
                return false;
            };
            match stands(tree, &folder, part) {
                Some(found) => at = found,
                None => return false,
            }
        }
        let Some(name) = name else {
            return true;
        };
        match at {
            Standing::Folder(folder) => stands(tree, &folder, name).is_some(),
            Standing::Module(file, folder) => {
                let is_part = folder.is_some_and(|folder| stands(tree, &folder, name).is_some());
                is_part || self.declares(&file, name)
            }
        }
    }

    /// Whether a file binds a name at its top, or may get it from another one.
    fn declares(&self, file: &str, name: &str) -> bool {
        let Ok(Some(text)) = self.job.tree.text(file) else {
            return false;
        };
        let script = if file == self.from {
            return true;
        } else {
            self.job.survey.parsed.script(file, &text)
        };
        let has_star = text.contains("import *") || text.contains("__getattr__");
        has_star || binding(&script, name, text.len()).is_some()
    }
}

/// What stands in a folder under a name: a package wins over a file, a file over a folder without a beginning.
fn stands(tree: &Overlay, at: &str, name: &str) -> Option<Standing> {
    let path = below(at, name);
    let beginning = below(&path, "__init__.py");
    let file = format!("{path}.py");
    if tree.exists(&beginning) {
        Some(Standing::Module(beginning, Some(path)))
    } else if tree.exists(&file) {
        Some(Standing::Module(file, None))
    } else {
        let holds = tree.paths_below(&path).any(|file| file.ends_with(".py"));
        holds.then_some(Standing::Folder(path))
    }
}
