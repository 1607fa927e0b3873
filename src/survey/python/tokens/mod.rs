//! Where a service verifies JSON web tokens (`calls`), with which secret (`secret`, followed through `code`, `config`, `fields` and
//! `holder`), what is wrong with that (`facts`), how it is written right (`layout`), and what stands in for a fallback (`made`).

mod calls;
mod code;
mod config;
pub(crate) mod facts;
mod fields;
mod holder;
mod known;
mod layout;
mod made;
mod secret;
