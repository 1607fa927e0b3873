//! Variables of the environment, whatever language reads them: what a name tells, and how much depends on it.

pub(crate) mod names;
pub(crate) mod needs;
