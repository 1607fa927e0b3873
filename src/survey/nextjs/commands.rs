//! The commands of package managers: what brings one, what installs packages, and what runs a script or a program of one.

use crate::survey::node::installer::{Installer, Manager};
use crate::survey::node::package::Package;

/// What brings the package manager into an image of Node; none where it is there.
pub(crate) fn installer_of(installer: &Installer<'_>) -> Option<String> {
    let version = installer.version.as_deref();
    let package = match installer.manager {
        Manager::Npm | Manager::Bun => return None,
        Manager::Pnpm => format!("pnpm@{}", version.unwrap_or("10")),
        // some images have another one
        Manager::YarnClassic => format!("--force yarn@{}", version.unwrap_or("1.22.22")),
        Manager::Yarn => format!("--force @yarnpkg/cli-dist@{}", version.unwrap_or("4")),
    };
    Some(format!("npm install -g {package}"))
}

/// What installs all packages, as the lock file says where there is one.
pub(crate) fn install(installer: &Installer<'_>) -> String {
    let is_locked = installer.lock.is_some();
    let command = match installer.manager {
        Manager::Npm if is_locked => return "npm ci".to_owned(),
        Manager::Npm => "npm install",
        Manager::Pnpm => "pnpm install",
        Manager::YarnClassic | Manager::Yarn => "yarn install",
        Manager::Bun => "bun install",
    };
    let option = match installer.manager {
        _ if !is_locked => "",
        Manager::Yarn => " --immutable",
        _ => " --frozen-lockfile",
    };
    // what Yarn has downloaded shall stay in no layer
    let clean = if command.starts_with("yarn") {
        " && yarn cache clean"
    } else {
        ""
    };
    format!("{command}{option}{clean}")
}

/// What runs the script of a package, or a program of one without it.
pub(crate) fn run(
    installer: &Installer<'_>,
    package: &Package,
    script: Option<&str>,
    program: &str,
) -> String {
    let at = installer.seen(package);
    let name = package.full_name().unwrap_or_default();
    let called = script.unwrap_or(program);
    let scope = |option: String| if at.is_empty() { String::new() } else { option };
    match (installer.manager, script) {
        (Manager::Npm, Some(script)) => {
            format!("npm run {script}{}", scope(format!(" --workspace={at}")))
        }
        (Manager::Npm, None) => {
            format!(
                "npm exec{} -- {program}",
                scope(format!(" --workspace={at}"))
            )
        }
        (Manager::Pnpm, _) => {
            let verb = if script.is_some() { "run" } else { "exec" };
            format!("pnpm{} {verb} {called}", scope(format!(" --filter ./{at}")))
        }
        (Manager::YarnClassic | Manager::Yarn, _) => {
            format!("yarn{} run {called}", scope(format!(" workspace {name}")))
        }
        (Manager::Bun, _) => format!("bun run{} {called}", scope(format!(" --cwd {at}"))),
    }
}
