//! The app whose requests a service serves, and what the runtime asks of the framework that makes it.

use crate::code::Survey;
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{Node, Script};
use crate::survey::fact::{Captures, Fact, Slot};
use crate::survey::node::service::Service;

/// The app that serves.
pub(crate) struct App<'s> {
    /// The file whose block registers the routes.
    pub(crate) script: &'s Script,
    /// The app's expression in that block.
    pub(crate) expression: String,
    /// Everything that is the app: its declaration, or a parameter that receives it.
    pub(crate) symbols: Vec<Symbol>,
    /// The statement list that registers.
    pub(crate) block: Node<'s>,
    /// File and line of the call that makes it.
    pub(crate) made_at: (String, usize),
}

/// What a framework of Node knows of its apps.
pub(crate) trait Framework: Sync {
    /// The package that makes an app.
    fn package(&self) -> &'static str;

    /// Why a place cannot be found in a service without an app.
    fn no_app(&self) -> &'static str;

    /// The app among the files of a service that listens.
    fn app<'s>(&self, service: &Service<'s>) -> Fact<App<'s>>;

    /// Whether `listen` of an app hands errors to its callback, in this range of versions of the package.
    fn hears_errors(&self, version: &str) -> bool;

    /// The place before the group of one statement of the block of `app`.
    fn before_group<'s>(
        &self,
        survey: &'s Survey<'s>,
        app: &App<'s>,
        statement: &Node<'s>,
        captures: Captures,
    ) -> Slot;
}
