//! What a Dockerfile says, whatever it starts: its instructions, the command of its last stage, the image that this is made
//! from, and where a variable is set. And what it is built from: the contexts, and what stays outside of them. Only places are found here; the lines around them are nobody's business.

pub(crate) mod builds;
pub(crate) mod command;
mod composed;
pub(crate) mod contexts;
mod copies;
pub(crate) mod environment;
pub(crate) mod exposed;
mod given;
mod ignore;
pub(crate) mod image;
pub(crate) mod images;
pub(crate) mod instructions;
mod pattern;
pub(crate) mod recorded;
pub(crate) mod runs;
pub(crate) mod shell;
pub(crate) mod tasks;
pub(crate) mod unignored;
mod unwanted;
pub(crate) mod uvicorn;
pub(crate) mod words;
