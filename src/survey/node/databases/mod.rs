//! The databases that a service reaches: the client packages that it makes handles with (`clients`, `handles`, `getters`), which
//! of them nothing connects (`unconnected`) and which is none but one connection (`single`), how a file knows a handle (`known`, `new_import`), and what templates and patches see
//! of them (`database`, `optional`, `facts`).

pub(crate) mod clients;
pub(crate) mod database;
pub(crate) mod facts;
mod getters;
pub(crate) mod handles;
mod known;
mod new_import;
mod optional;
mod single;
mod unconnected;
