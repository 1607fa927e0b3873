//! Next.js apps: which packages are apps (`stack`), what their config says (`config`, `values`, `output`, `folders`), how they
//! are deployed (`deployment`), and what an image of them takes (`build`, `commands`, `prisma`, `names`, `obstacles`, `remarks`).

mod app;
mod build;
mod build_context;
mod commands;
mod config;
mod deployment;
mod error_tracking;
mod folders;
mod names;
mod obstacles;
mod output;
mod prisma;
mod remarks;
pub(crate) mod stack;
mod values;
