//! Variables of the environment, whatever language reads them: what a name tells, how much depends on it, and what
//! values are chosen from.

pub(crate) mod choice;
pub(crate) mod names;
pub(crate) mod needs;
