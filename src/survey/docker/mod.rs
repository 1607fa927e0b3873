//! What a Dockerfile says, whatever it starts: its instructions, the command of its last stage, the image that this is made
//! from, and where a variable is set. Only places are found here; the lines around them are nobody's business.

pub(crate) mod command;
pub(crate) mod environment;
pub(crate) mod image;
mod instructions;
pub(crate) mod uvicorn;
