//! One FastAPI service, and what is asked of it once.

use crate::survey::fact::Slot;
use crate::survey::fastapi::order::Role;
use crate::survey::fastapi::slots;
use crate::survey::python;
use crate::survey::python::app::App;
use crate::survey::word::Surveyed;

/// One FastAPI service, surveyed.
pub(crate) struct Fastapi<'s> {
    pub(crate) python: python::service::Service<'s>,
}

impl Surveyed for Fastapi<'static> {
    type Of<'s> = Fastapi<'s>;
}

impl<'s> Fastapi<'s> {
    /// A slot that lies in the app.
    pub(crate) fn slot_in_app(&self, find: impl FnOnce(&App<'s>) -> Slot) -> Slot {
        Slot::of(self.python.app(), "no FastAPI app was found", find)
    }

    /// The place of a role in the block of the app.
    pub(crate) fn slot_of(&self, role: Role) -> Slot {
        self.slot_in_app(|app| slots::slot(self.python.survey, app, role))
    }
}
