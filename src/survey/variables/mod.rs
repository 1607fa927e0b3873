//! Variables of the environment, whatever language reads them: what a name tells and what stands around it, how much depends
//! on it, and what values are chosen from.

pub(crate) mod around;
pub(crate) mod choice;
pub(crate) mod listed;
pub(crate) mod local;
pub(crate) mod names;
pub(crate) mod needs;
pub(crate) mod replaced;
pub(crate) mod written;
