//! What Sequelize makes of a service's databases: which block of a database config it takes (`chosen`, `blocks`, `environments`),
//! and which hosts stand in the code (`hosts`).

pub(crate) mod blocks;
mod chosen;
pub(crate) mod environments;
pub(crate) mod hosts;
