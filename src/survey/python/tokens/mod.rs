//! Where a service verifies JSON web tokens (`calls`), with which secret (`secret`, followed through `code`, `config`, `fields` and
//! `holder`), what is wrong with that (`facts`), and how it is written right (`layout`).

mod calls;
mod code;
mod config;
pub(crate) mod facts;
mod fields;
mod holder;
mod known;
mod layout;
mod secret;
