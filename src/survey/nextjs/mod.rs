//! Next.js apps: which packages are apps (`stack`), what their config says (`config`, `output`), how they are deployed
//! (`deployment`), and what an image of them takes (`build`, `prisma`, `names`,
//! `obstacles`, `remarks`).

mod app;
mod build;
mod build_context;
mod config;
mod deployment;
mod error_tracking;
mod names;
mod obstacles;
mod output;
mod prisma;
mod remarks;
pub(crate) mod stack;
