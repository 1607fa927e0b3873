//! What installs the packages of a service: its package manager, where the lock file lies, and which commands that takes.

use serde_json::Value;

use crate::code::Survey;
use crate::survey::node::package::{Package, packages};
use crate::survey::node::workspace::Workspace;
use crate::tree::paths::{below, upwards};

/// A package manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manager {
    /// npm.
    Npm,
    /// pnpm.
    Pnpm,
    /// Yarn 1.
    YarnClassic,
    /// Yarn 2 and later.
    Yarn,
    /// Bun.
    Bun,
}

/// The lock files of each package manager.
const LOCKS: &[(&str, &str)] = &[
    ("npm", "package-lock.json"),
    ("npm", "npm-shrinkwrap.json"),
    ("pnpm", "pnpm-lock.yaml"),
    ("yarn", "yarn.lock"),
    ("bun", "bun.lock"),
    ("bun", "bun.lockb"),
];

/// How the packages of a service are installed.
pub(crate) struct Installer<'s> {
    pub(crate) manager: Manager,
    /// The version that the project asks for, or that its lock file is of.
    pub(crate) version: Option<String>,
    /// Where packages are installed: the folder of the lock file, or of the package.
    pub(crate) folder: &'s str,
    /// The name of the lock file.
    pub(crate) lock: Option<&'static str>,
    /// The workspace whose packages are installed together.
    pub(crate) workspace: Option<Workspace<'s>>,
}

impl<'s> Installer<'s> {
    /// What installs `package`; the reason where the tree does not tell.
    pub(crate) fn of(survey: &'s Survey<'_>, package: &'s Package) -> Result<Self, String> {
        let own = locks(survey, &package.folder);
        let workspace = Workspace::around(survey, package).filter(|it| {
            it.folder == package.folder || own.is_empty() || needs_members(it, package)
        });
        let folder = workspace.as_ref().map_or(&*package.folder, |it| it.folder);
        let found = locks(survey, folder);
        let wanted = wanted(survey, folder);
        let name = wanted.as_ref().map(|(name, _)| &**name);
        let fits = |(manager, _): &(&str, &str)| name.is_none_or(|it| it == *manager);
        let fitting: Vec<_> = found.iter().copied().filter(fits).collect();
        let managers = || fitting.iter().map(|(manager, _)| *manager);
        let first = managers().next();
        if managers().any(|it| Some(it) != first) {
            let names: Vec<String> = fitting
                .iter()
                .map(|(_, file)| format!("`{}`", below(folder, file)))
                .collect();
            return Err(format!(
                "{} are lock files of different package managers; remove those that are not used, or name one with `packageManager` in `{}`",
                names.join(" and "),
                below(folder, "package.json")
            ));
        }
        let (lock, used) = match (first, name) {
            (Some(used), _) => (Some(fitting[0].1), used),
            (None, Some(used)) if found.is_empty() => (None, used),
            (None, Some(used)) => {
                return Err(format!(
                    "`packageManager` in `{}` is {used}, and `{}` is of another one; remove the wrong one of them",
                    below(folder, "package.json"),
                    below(folder, found[0].1)
                ));
            }
            (None, None) => (None, "npm"),
        };
        let text = lock.and_then(|file| survey.text(&below(folder, file)));
        let text = text.as_deref().unwrap_or_default();
        let asked = wanted.as_ref().and_then(|(_, version)| version.clone());
        let manager = match used {
            "pnpm" => Manager::Pnpm,
            "bun" => Manager::Bun,
            "yarn" if is_classic(asked.as_deref(), text) => Manager::YarnClassic,
            "yarn" => Manager::Yarn,
            _ => Manager::Npm,
        };
        Ok(Self {
            version: asked.or_else(|| version_of(manager, text).map(str::to_owned)),
            manager,
            folder,
            lock,
            workspace,
        })
    }
}

impl<'s> Installer<'s> {
    /// The packages that are installed together, without the one of the folder itself.
    pub(crate) fn members(&self) -> impl Iterator<Item = &'s Package> {
        let workspace = self.workspace.iter();
        workspace.flat_map(|it| it.members.iter().copied())
    }

    /// The folder of a package, seen from where packages are installed.
    pub(crate) fn seen<'p>(&self, package: &'p Package) -> &'p str {
        package.folder[self.folder.len()..].trim_start_matches('/')
    }
}

/// Whether a package asks for members of the workspace: they must be there to install it.
fn needs_members(workspace: &Workspace<'_>, package: &Package) -> bool {
    let is_member = |name| {
        workspace
            .members
            .iter()
            .any(|it| it.full_name() == Some(name))
    };
    package.ranges().any(|(name, range)| {
        range.starts_with("workspace:") || range.starts_with("catalog:") || is_member(name)
    })
}

/// The lock files in a folder, with what they are of; of one package manager the first alone.
fn locks(survey: &Survey<'_>, folder: &str) -> Vec<(&'static str, &'static str)> {
    let there = LOCKS
        .iter()
        .filter(|(_, file)| survey.overlay.exists(&below(folder, file)));
    let mut found: Vec<(&str, &str)> = there.copied().collect();
    found.dedup_by_key(|(manager, _)| *manager);
    found
}

/// `packageManager` of the folder or of one around it: the name and the version, without a checksum.
fn wanted(survey: &Survey<'_>, folder: &str) -> Option<(String, Option<String>)> {
    let all = packages(survey);
    let mut around = upwards(folder).filter_map(|folder| all.iter().find(|it| it.folder == folder));
    let field = around.find_map(|it| it.get("packageManager").and_then(Value::as_str))?;
    let (name, version) = field.split_once('@').unwrap_or((field, ""));
    let version = version.split('+').next().filter(|it| !it.is_empty());
    Some((name.to_owned(), version.map(str::to_owned)))
}

fn is_classic(version: Option<&str>, lock: &str) -> bool {
    version.map_or_else(|| !lock.contains("__metadata:"), |it| it.starts_with("1."))
}

/// The version of a package manager that reads this lock file.
fn version_of(manager: Manager, lock: &str) -> Option<&'static str> {
    let line = |key: &str| lock.lines().find_map(|line| line.trim().strip_prefix(key));
    match manager {
        Manager::Npm | Manager::Bun => None,
        Manager::YarnClassic => Some("1.22.22"),
        Manager::Yarn => match line("version:")?.trim() {
            "4" | "5" | "6" => Some("3"),
            _ => Some("4"),
        },
        Manager::Pnpm => {
            match line("lockfileVersion:").map(|it| it.trim().trim_matches(['"', '\''])) {
                Some(version) if version.starts_with("5.") => Some("7"),
                Some(version) if version.starts_with("6.") => Some("8"),
                _ => Some("10"),
            }
        }
    }
}
