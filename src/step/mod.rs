//! The verbs: one file each. A verb takes one survey, writes no file, and hands back the files that change.
//! What it changed is proven before anyone sees it.

mod append;
mod create;
mod depend;
mod imported;
mod imports;
mod insert;
mod lines;
mod node;
mod proof;
mod python;
mod python_imports;
mod remove;
mod replace;
mod set;
mod wrap;

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::Value;

use crate::code::Survey;
use crate::code::helpers::Helper;
use crate::code::javascript::modules::relative_ending;
use crate::code::javascript::names::camel_case;
use crate::edit::script::lower::{Form, Language, Modules};
use crate::edit::script::{Script, is_python, is_script, is_typescript};
use crate::edit::{Edit, Refusal, splice};
use crate::error::Error;
use crate::patch::template::MODULES;
use crate::patch::{Patch, Step, Template};
use crate::survey::fact::{Captures, Fact, Site, Slot};
use crate::survey::stack::Facts;
use crate::tree::Overlay;
use crate::tree::paths::{below, file_name};

/// Everything that a step may look at.
pub struct Job<'a, 'f> {
    /// The overlay as it stands, surveyed.
    pub survey: &'a Survey<'a>,
    /// What stands in the service.
    pub facts: &'a (dyn Facts + 'f),
    /// The overlay with the files that steps made since.
    pub tree: &'a Overlay,
    /// The patch that the step belongs to.
    pub patch: &'a Patch,
    /// All steps of its case.
    pub steps: &'a [Step],
    /// The patch's parameters; those that nobody gave are none.
    pub values: &'a BTreeMap<String, Option<Value>>,
}

/// Why a step could not be carried out.
#[derive(Clone, Debug)]
pub enum Stop {
    /// Something in the repository is in the way; the reason, for the user.
    Blocked(String),
    /// A value is missing; its key.
    Held(String),
    /// A fault of fixup's own.
    Fault(Error),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Blocked(refusal.0)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Fault(error)
    }
}

/// The new text of every file that a step changes, by path.
pub type Changes = BTreeMap<String, String>;

/// Carries out one step.
///
/// # Errors
/// A reason that blocks the finding, a value that is missing, or a fault of fixup's own.
pub fn run(step: &Step, job: &Job<'_, '_>) -> Result<Changes, Stop> {
    let changes = match step {
        Step::Create { slot, .. } if job.is_filled(slot.as_deref()) => Ok(Changes::new()),
        Step::Create {
            template,
            folder,
            helper,
            ..
        } => create::run(job, template, folder, helper.as_ref()),
        Step::CreateFolder {
            folder,
            templates,
            list,
        } => create::folders(job, folder, templates, list),
        Step::Lines { template, folder } => lines::run(job, template, folder),
        Step::LinesAt { template, list } => lines::at_each(job, template, list),
        Step::Insert { template, slot } => insert::run(job, template, slot),
        Step::Replace { template, list } => replace::run(job, template, list),
        Step::Remove { list } => remove::run(job, list),
        Step::Set { list, key, value } => set::run(job, list, key, value),
        Step::Append { template, list } => append::run(job, template, list),
        Step::Depend {
            package,
            version,
            since,
            node,
            typescript,
        } => {
            node::check_package(job, package, *node, *typescript)?;
            depend::run(job, package, version, since)
        }
    }?;
    for (path, text) in &changes {
        proof::check(job, path, text)?;
    }
    Ok(changes)
}

/// Whether a text that the user wrote in place of one of a patch's holds as well as that did.
///
/// # Errors
/// What is wrong with it.
pub fn prove_text(
    patch: &Patch,
    (survey, facts): (&Survey<'_>, &dyn Facts),
    tree: &Overlay,
    (path, text): (&str, &str),
) -> Result<(), Error> {
    let job = Job {
        survey,
        facts,
        tree,
        patch,
        steps: &[],
        values: &BTreeMap::new(),
    };
    match proof::problem(&job, path, text) {
        Ok(None) => Ok(()),
        Ok(Some(problem)) => Err(Error::new(format!("`{path}` does not hold")).note(problem)),
        Err(Stop::Blocked(why) | Stop::Held(why)) => {
            Err(Error::new(format!("`{path}` does not hold")).note(why))
        }
        Err(Stop::Fault(error)) => Err(error),
    }
}

impl Job<'_, '_> {
    /// The path of a folder.
    fn folder(&self, name: &str) -> Result<String, Stop> {
        match self.facts.fact(name, None) {
            Some(Fact::Present(value)) => Ok(value.to_string()),
            Some(Fact::Unknown(reason)) => Err(Stop::Blocked(reason)),
            Some(Fact::Absent) | None => {
                Err(Error::fault(format!("the survey has no folder `{name}`")).into())
            }
        }
    }

    /// Whether there is such a slot, and it is taken.
    fn is_filled(&self, slot: Option<&str>) -> bool {
        slot.and_then(|name| self.facts.slot(name)) == Some(Slot::Filled)
    }

    /// The sites of a list, by file.
    fn sites(&self, list: &str) -> Result<BTreeMap<String, Vec<Site>>, Stop> {
        let sites = match self.facts.sites(list) {
            Some(Fact::Present(sites)) => sites,
            Some(Fact::Absent) => Vec::new(),
            Some(Fact::Unknown(reason)) => return Err(Stop::Blocked(reason)),
            None => return Err(Error::fault(format!("the survey has no list `{list}`")).into()),
        };
        let mut by_file: BTreeMap<String, Vec<Site>> = BTreeMap::new();
        for site in sites {
            by_file.entry(site.path.clone()).or_default().push(site);
        }
        Ok(by_file)
    }

    /// The text of a file in which a site was found.
    fn text(&self, path: &str) -> Result<Arc<str>, Error> {
        let text = self.survey.overlay.text(path).ok().flatten();
        text.ok_or_else(|| Error::fault(format!("`{path}` has a site and cannot be read")))
    }

    /// A template with its names filled in: captures first, then facts, then parameters.
    fn render(
        &self,
        template: &Template,
        seen_from: Option<&str>,
        captures: &Captures,
    ) -> Result<String, Stop> {
        let mut values: BTreeMap<String, Value> = BTreeMap::new();
        for name in template.names() {
            let captured = captures.get(name).cloned();
            let value = captured.map_or_else(|| self.value(name, seen_from), Ok)?;
            values.insert(name.clone(), value);
        }
        Ok(template.render(&Value::from(values))?)
    }

    /// What a name means that a place does not bring.
    fn value(&self, name: &str, seen_from: Option<&str>) -> Result<Value, Stop> {
        if name == MODULES {
            return self.modules();
        }
        match self.facts.fact(&name.replace('_', "-"), seen_from) {
            Some(Fact::Present(value)) => return Ok(value),
            Some(Fact::Absent) => {
                return Err(Stop::Blocked(format!(
                    "`{name}` is needed, and the service has none"
                )));
            }
            Some(Fact::Unknown(reason)) => return Err(Stop::Blocked(reason)),
            None => {}
        }
        let parameter = self
            .patch
            .parameters
            .iter()
            .find(|parameter| parameter.name == name);
        match (self.values.get(name), parameter) {
            (Some(Some(value)), _) => Ok(value.clone()),
            (Some(None), Some(parameter)) if parameter.optional => Ok(Value::from(())),
            (Some(None), Some(parameter)) => Err(Stop::Held(parameter.key.clone())),
            _ => Err(Error::fault(format!("nothing gives `{name}` a value")).into()),
        }
    }

    /// The names of the modules that the case creates, for templates that import them.
    fn modules(&self) -> Result<Value, Stop> {
        let mut names = BTreeMap::new();
        for step in self.steps {
            if let Step::Create {
                folder,
                helper: Some(helper),
                ..
            } = step
            {
                let folder = self.folder(folder)?;
                names.insert(helper.variable(), self.name_of(helper, &folder));
            }
        }
        Ok(Value::from(names))
    }

    /// The name of a module of ours in `folder`, written as its neighbours are: the usual one, or the other where something else
    /// has that.
    fn name_of(&self, helper: &Helper, folder: &str) -> String {
        let standing = Survey::new(self.tree, self.survey.parsed);
        // to a file system without case, `Health.js` and `health.js` are one
        let is_like = |path: &str, name: &str| {
            let stem = file_name(path).split('.').next().unwrap_or_default();
            stem != name && stem.eq_ignore_ascii_case(name)
        };
        let is_other = |name: &String| {
            if self.tree.paths_in(folder).any(|path| is_like(path, name)) {
                return true;
            }
            let path = format!("{}.", below(folder, name));
            let files = ENDINGS.map(|ending| format!("{path}{ending}"));
            let mut files = files.iter().filter(|path| self.tree.exists(path));
            files.any(|path| standing.helper(path) != Some(helper))
                || self.tree.has_files_below(&below(folder, name))
        };
        let written = |name| self.written_as_others(name);
        let mut free = helper.names().map(written).filter(|name| !is_other(name));
        free.next().unwrap_or_else(|| written(&helper.name))
    }

    /// A name of several words as the service writes those of its files.
    fn written_as_others(&self, name: &str) -> String {
        let Some(Fact::Present(names)) = self.facts.fact("file-names", None) else {
            return name.to_owned();
        };
        match names.as_str() {
            Some("camel") => camel_case(name),
            Some("snake") => name.replace('-', "_"),
            _ => name.to_owned(),
        }
    }

    /// The script at `path`, which a site or slot lies in.
    fn script(&self, path: &str) -> Result<&Script, Stop> {
        self.survey
            .script(path)
            .ok_or_else(|| Error::fault(format!("`{path}` has a site and cannot be read")).into())
    }

    /// What text for a script must be written like.
    fn form(&self, script: &Script) -> Form {
        let language = if is_typescript(&script.path) {
            Language::TypeScript
        } else {
            Language::JavaScript
        };
        let modules = if self.is_es_module(script) {
            Modules::Es
        } else {
            Modules::CommonJs
        };
        Form {
            language,
            modules,
            suffix: self.suffix(script, modules),
            style: self.survey.style(script),
        }
    }

    /// The ending of relative imports; helpers of an `.mjs` or `.cjs` service have the ending that Node insists on.
    fn suffix(&self, script: &Script, modules: Modules) -> &'static str {
        match self
            .facts
            .model()
            .and_then(|model| model.path.rsplit('.').next())
        {
            Some("mjs" | "mts") => ".mjs",
            Some("cjs" | "cts") => ".cjs",
            _ => relative_ending(script, modules == Modules::Es, self.facts.is_module()),
        }
    }

    fn is_es_module(&self, script: &Script) -> bool {
        match script.path.rsplit('.').next() {
            Some("mjs" | "mts" | "ts" | "tsx") => true,
            Some("cjs" | "cts") => false,
            _ => script.has_es_syntax() || self.facts.is_module(),
        }
    }
}

/// The endings of modules in scripts and in Python.
const ENDINGS: [&str; 9] = ["ts", "js", "mts", "mjs", "cts", "cjs", "tsx", "jsx", "py"];

/// The text of a file after `edits`; nothing where there are none.
fn change(path: &str, text: &str, edits: Vec<Edit>) -> Result<Changes, Stop> {
    if edits.is_empty() {
        return Ok(Changes::new());
    }
    let fault = |refusal: Refusal| {
        // sites that overlap are what the parser made of a text that it could not read
        let script = Script::parse(path, text.into());
        match script.syntax_error(&script.root()) {
            Some(error) if is_script(path) || is_python(path) => {
                Stop::Blocked(format!("{error}; mend it first"))
            }
            _ => Error::fault(refusal.0).note(format!("in `{path}`")).into(),
        }
    };
    let text = splice(text, edits).map_err(fault)?;
    Ok(Changes::from([(path.to_owned(), text)]))
}
