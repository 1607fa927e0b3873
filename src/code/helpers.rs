//! Modules that patches bring into a service. One is told by what it declares, never by the name of its file: people have
//! modules called `metrics`, too.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::code::Survey;
use crate::code::javascript::modules::resolve;
use crate::code::javascript::names::reference;
use crate::code::python::modules::locate;
use crate::code::python::names::dotted;
use crate::edit::script::{Node, Script, callee, is_python, statements};

/// What a helper does for the code that uses it, where the survey asks for that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// Loaded first, it reports whatever fails from then on.
    ReportsErrors,
    /// Loaded, it takes over what is logged.
    Logs,
    /// Loaded, it checks that the environment is complete.
    ChecksEnvironment,
    /// Loaded, it checks how strong the secrets of tokens are.
    ChecksSecrets,
    /// Its first name is a function that starts the service once its databases answer.
    WaitsForDatabases,
    /// Its first name is a function that ends the service on a signal, and closes what it is given.
    HeedsSignals,
    /// Its first name is a function that gives the origins which may come in.
    AllowsOrigins,
    /// Its first name is a function that chooses a block of a database config by the name of the environment.
    ChoosesConfig,
    /// Its first name is a function that makes one which verifies with previous secrets, too.
    KnowsPreviousSecrets,
    /// Its first name is a function that makes a secret for development, and ends the process in production.
    MakesSecrets,
    /// Its first name measures requests.
    MeasuresRequests,
    /// Its first name is middleware that answers one path before whatever stands inside of it.
    AnswersOutside,
}

/// A module that a patch brings into a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helper {
    /// The name of its file, without an ending.
    pub name: String,
    /// The ending of its template: `ts` for a script, `py` for Python.
    pub ending: String,
    /// Its name where that one is taken.
    pub otherwise: Option<String>,
    /// What it declares at its top level, whatever else: by this it is known.
    pub declares: Vec<String>,
    /// What it does.
    pub does: Option<Deed>,
    /// The place of its import among those of other helpers; none where it acts when it is loaded.
    pub rank: Option<u8>,
    /// Whether a statement of its own mounts it: such a statement adopts nothing that stands above it.
    pub mounted: bool,
    /// The variables that it reads by itself, and has a default for.
    pub variables: BTreeMap<String, Variable>,
}

/// What a helper reads from the environment, and does without.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// What it says, in one short line.
    #[serde(rename = "is")]
    pub about: String,
    /// What counts without it; empty where that is nothing.
    #[serde(default)]
    pub default: String,
}

impl Helper {
    /// Whether a text mentions all that this module declares, so that it is worth a closer look.
    pub(crate) fn may_be(&self, text: &str) -> bool {
        self.declares.iter().all(|name| text.contains(name))
    }

    /// Whether `script` is this module.
    #[must_use]
    pub fn is(&self, script: &Script) -> bool {
        if !self.may_be(&script.text) {
            return false;
        }
        let declared = declared_by(script);
        self.declares
            .iter()
            .all(|name| declared.contains(name.as_str()))
    }

    /// The first of the names that it is known by: what others call.
    ///
    /// # Panics
    /// Never: a patch that declares no name does not load.
    #[must_use]
    pub fn main(&self) -> &str {
        self.declares
            .first()
            .expect("a helper declares what it is told by")
    }

    /// What its name is called in templates: `modules.check_env` is where `check-env` lies.
    #[must_use]
    pub fn variable(&self) -> String {
        self.name.replace('-', "_")
    }

    /// The names that its file may have, the usual one first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let usual = std::iter::once(self.name.as_str());
        usual.chain(self.otherwise.as_deref())
    }
}

impl Survey<'_> {
    /// The helper that the file at `path` is.
    #[must_use]
    pub fn helper(&self, path: &str) -> Option<&Helper> {
        let at = self.helper_at(path)?;
        self.parsed.helpers().get(at)
    }

    /// The helper that a script imports by a relative specifier.
    #[must_use]
    pub fn imported_helper(&self, script: &Script, module: &str) -> Option<&Helper> {
        let path = module
            .starts_with('.')
            .then(|| resolve(self.overlay, &script.path, module))?;
        self.helper(&path?)
    }

    /// The helper whose module, or a name of it, a dotted name of Python means in a file.
    #[must_use]
    pub fn dotted_helper(&self, script: &Script, dotted: &str) -> Option<&Helper> {
        let module = locate(self.overlay, &script.path, dotted)?;
        self.helper(&module.path)
    }

    /// Whether an expression of Python is the first name of a helper that does this.
    #[must_use]
    pub fn is_helper(&self, script: &Script, expression: &Node<'_>, does: Deed) -> bool {
        let Some(name) = dotted(expression) else {
            return false;
        };
        let is_main = |helper: &Helper| {
            helper.does == Some(does) && name.rsplit('.').next() == Some(helper.main())
        };
        self.parsed.helpers().iter().any(is_main)
            && self.dotted_helper(script, &name).is_some_and(is_main)
    }

    /// Whether a call in a script is one of a name of a helper that does this.
    #[must_use]
    pub fn calls_helper(&self, script: &Script, call: &Node<'_>, does: Deed) -> bool {
        let reached = callee(call).and_then(|callee| reference(&callee));
        let helper = reached.and_then(|it| self.imported_helper(script, &it.module));
        helper.is_some_and(|helper| helper.does == Some(does))
    }

    /// The helper that does this in a file like `script`.
    #[must_use]
    pub fn helper_that(&self, does: Deed, script: &Script) -> Option<&Helper> {
        let ending = if is_python(&script.path) { "py" } else { "ts" };
        let mut helpers = self.parsed.helpers().iter();
        helpers.find(|helper| helper.does == Some(does) && helper.ending == ending)
    }

    /// Whether a helper reads this variable, and has a default for it.
    #[must_use]
    pub fn is_read_by_helpers(&self, variable: &str) -> bool {
        let mut helpers = self.parsed.helpers().iter();
        helpers.any(|it| it.variables.contains_key(variable))
    }
}

/// The names that a file of any language declares at its top level.
fn declared_by(script: &Script) -> BTreeSet<String> {
    let root = script.root();
    statements(&root).iter().flat_map(declared_in).collect()
}

fn declared_in(statement: &Node<'_>) -> Vec<String> {
    let text = |name: Option<Node<'_>>| name.map(|name| name.text().into_owned());
    match &*statement.kind() {
        "export_statement" | "expression_statement" => {
            let inner = statement
                .field("declaration")
                .or_else(|| statement.child(0));
            inner.map_or_else(Vec::new, |inner| declared_in(&inner))
        }
        "decorated_definition" => {
            let inner = statement.field("definition");
            inner.map_or_else(Vec::new, |inner| declared_in(&inner))
        }
        "lexical_declaration" | "variable_declaration" => statement
            .named_children()
            .filter_map(|declarator| text(declarator.field("name")))
            .collect(),
        "assignment" => text(statement.field("left")).into_iter().collect(),
        _ => text(statement.field("name")).into_iter().collect(),
    }
}
