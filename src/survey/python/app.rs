//! The app whose requests a service serves, and what the runtime asks of the framework that makes it.

use minijinja::Value;

use crate::code::Survey;
use crate::code::located::Located;
use crate::edit::script::{Node, Script};
use crate::survey::fact::Captures;
use crate::tree::Literal;

/// The app of a service.
pub(crate) struct App<'s> {
    /// The file whose block registers the routes.
    pub(crate) script: &'s Script,
    /// The app in that block.
    pub(crate) expression: String,
    /// The module, or the body of a function.
    pub(crate) block: Node<'s>,
    /// The call that makes the app.
    pub(crate) call: Located<'s>,
    /// Where that call stands.
    pub(crate) made_at: (String, usize),
    /// The module that serves what another one makes, with its name for the app: it may register routes, too.
    pub(crate) elsewhere: Option<(&'s Script, String)>,
}

impl App<'_> {
    /// What a place in the app brings into a template.
    pub(crate) fn captures(&self) -> Captures {
        Captures::from([("app".to_owned(), Value::from(self.expression.clone()))])
    }
}

/// A file that has to do with the app, and what it calls it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Viewer {
    pub(crate) path: String,
    pub(crate) app: String,
}

/// What is run before a service takes requests: a function or module, and the nodes of it that are run then.
pub(crate) struct AtStart<'s> {
    pub(crate) of: Located<'s>,
    pub(crate) nodes: Vec<Node<'s>>,
}

/// What a framework of Python knows of its apps.
pub(crate) trait Framework: Sync {
    /// The package that makes an app.
    fn package(&self) -> &'static str;

    /// The dotted names of what makes an app.
    fn makers(&self) -> &'static [&'static str];

    /// The text without which a file makes no app.
    fn literal(&self) -> Literal;

    /// Whether a block registers something that answers requests, on what is called `app` there.
    fn registers<'s>(&self, survey: &'s Survey<'s>, app: &str, block: &Located<'s>) -> bool;

    /// Whether an app has routes, wherever they are registered.
    fn has_routes<'s>(&self, survey: &'s Survey<'s>, app: &App<'s>) -> bool;

    /// Where it is written what the app does when it starts and ends, or will be.
    fn lifespan<'s>(&self, survey: &'s Survey<'s>, app: &App<'s>) -> Viewer;

    /// What the app runs when it starts.
    fn at_start<'s>(&self, survey: &'s Survey<'s>, app: &App<'s>) -> Vec<AtStart<'s>>;

    /// Whether a function is run when an app starts, by its decorators.
    fn runs_at_start(&self, function: &Node<'_>) -> bool;
}
