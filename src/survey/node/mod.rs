//! A service that runs on Node, whatever framework serves its requests: what it is (`service`, `package`, `reach`, `version`), what
//! starts it (`entry`, `command`, `pm2`, `launcher`) and what the runtime asks of its framework (`app`); where it listens (`listening`, `server_calls`, `server_handle`,
//! `run_when_loaded`) and how it ends (`shutdown`, `sigterm`, `shell_commands`); its databases (`databases`, `connecting`, `sequelize`,
//! `prisma`), environment (`variables`, `dotenv`), tokens, logs and what is printed (`logger`, `printed`); and where lines and modules go that patches bring (`imports`,
//! `first_lines`, `helper_folder`).

pub(crate) mod app;
pub(crate) mod build_context;
mod clouds;
mod command;
pub(crate) mod connecting;
pub(crate) mod container;
pub(crate) mod databases;
pub(crate) mod dotenv;
pub(crate) mod entry;
pub(crate) mod error_tracking;
pub(crate) mod first_lines;
pub(crate) mod helper_folder;
pub(crate) mod imports;
pub(crate) mod installer;
mod launcher;
pub(crate) mod line;
pub(crate) mod listening;
pub(crate) mod logger;
mod migrations;
pub(crate) mod package;
mod pm2;
mod printed;
pub(crate) mod prisma;
pub(crate) mod reach;
pub(crate) mod run_when_loaded;
pub(crate) mod sequelize;
pub(crate) mod server_calls;
pub(crate) mod server_handle;
pub(crate) mod service;
pub(crate) mod shell_commands;
pub(crate) mod shutdown;
mod sigterm;
pub(crate) mod tokens;
pub(crate) mod tracker_packages;
pub(crate) mod typescript;
pub(crate) mod unseen;
pub(crate) mod variables;
mod version;
pub(crate) mod workspace;

use crate::survey::node::service::Service;
use crate::survey::word::Rooms;

/// What can be asked of any service on Node.
pub(crate) const ROOMS: Rooms<Service> = &[
    build_context::WORDS,
    connecting::before_listen::WORDS,
    connecting::loose::WORDS,
    connecting::waits::WORDS,
    databases::facts::WORDS,
    error_tracking::WORDS,
    first_lines::WORDS,
    helper_folder::WORDS,
    logger::WORDS,
    printed::WORDS,
    sequelize::environments::WORDS,
    sequelize::hosts::WORDS,
    server_handle::WORDS,
    service::WORDS,
    shell_commands::WORDS,
    shutdown::WORDS,
    tokens::facts::WORDS,
    tokens::middleware::WORDS,
];
