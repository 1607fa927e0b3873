//! How the tables of a Node service are brought up to date from its image.

use crate::survey::node::service::Service;
use crate::tree::paths::{below, file_name};

/// Names of scripts that bring tables up to date, as people call them.
const SCRIPTS: &[&str] = &[
    "migrate:deploy",
    "migrate:prod",
    "db:migrate:prod",
    "db:deploy",
    "db:migrate",
    "migrate",
    "migration:run",
    "migrations:run",
];

/// Packages that do it, which the image must have.
const PACKAGES: &[&str] = &[
    "drizzle-kit",
    "knex",
    "node-pg-migrate",
    "prisma",
    "sequelize-cli",
    "typeorm",
];

impl Service<'_> {
    /// The command that does it: a script of the package, else what its tool is told; none where nothing says that the image
    /// has the tool.
    pub(super) fn migration(&self) -> Option<String> {
        let package = self.package;
        PACKAGES.iter().find(|it| package.runs_on(it))?;
        let is_for_development = |line: &str| line.split_whitespace().any(|word| word == "dev");
        let script = SCRIPTS.iter().find(|name| {
            let command = package.command(name);
            command.is_some_and(|line| !is_for_development(line))
        });
        if let Some(script) = script {
            return Some(format!("npm run {script}"));
        }
        let overlay = self.survey.overlay;
        let prisma = below(&package.folder, "prisma/migrations");
        if package.runs_on("prisma") && overlay.has_files_below(&prisma) {
            return Some("npx prisma migrate deploy".to_owned());
        }
        let is_own = |path: &&str| file_name(path).starts_with(".sequelizerc");
        let settings = overlay.paths_in(&package.folder).filter(is_own);
        let settings = settings.filter(|_| package.runs_on("sequelize-cli"));
        let commands: Vec<String> = settings
            .map(|path| {
                let name = file_name(path);
                let option = if name == ".sequelizerc" {
                    String::new()
                } else {
                    format!(" --options-path {name}")
                };
                format!("npx sequelize-cli db:migrate{option}")
            })
            .collect();
        (!commands.is_empty()).then(|| commands.join(" && "))
    }
}
