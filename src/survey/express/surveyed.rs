//! One Express service, surveyed.

use crate::survey::express::order::Role;
use crate::survey::express::slots::slot;
use crate::survey::fact::Slot;
use crate::survey::node;
use crate::survey::word::Surveyed;

/// The name of the stack.
pub(crate) const NAME: &str = "express";

/// One Express service, surveyed.
pub(crate) struct Express<'s> {
    pub(crate) node: node::service::Service<'s>,
}

impl Surveyed for Express<'static> {
    type Of<'s> = Express<'s>;
}

impl Express<'_> {
    /// The place of a role in the block of the app.
    pub(crate) fn slot_of(&self, role: Role) -> Slot {
        let absent = self.node.framework.no_app();
        Slot::of(self.node.app(), absent, |app| {
            slot(self.node.survey, app, role)
        })
    }
}
