//! Lock files: their own tools write them, in the folder where the lock file of a changed manifest stands.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::apply::careful;
use crate::error::{Error, Result};
use crate::plan::FileChange;
use crate::tree::paths;

/// What brings what is installed in line with a manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Locking {
    /// The folder in which it is run, relative to the root; empty for the root.
    pub folder: String,
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The lock file that it writes, relative to the root: nothing else is run by fixup.
    pub lock: Option<String>,
}

/// So often a tool is asked at most. npm's first answer may lack what a package needs that it moved, so that `npm ci`
/// refuses it; asked again it adds that (npm/cli#7746).
const ATTEMPTS: usize = 3;

/// Lock files beside a `package.json`, and what writes them without installing anything where the tool can.
const NPM: &[(&str, &str)] = &[
    ("pnpm-lock.yaml", "pnpm install --lockfile-only"),
    ("yarn.lock", "yarn install"),
    ("bun.lock", "bun install --lockfile-only"),
    ("bun.lockb", "bun install"),
    ("package-lock.json", "npm install --package-lock-only"),
    ("npm-shrinkwrap.json", "npm install --package-lock-only"),
];

/// Lock files beside a `pyproject.toml`.
const PYTHON: &[(&str, &str)] = &[
    ("uv.lock", "uv lock"),
    ("poetry.lock", "poetry lock"),
    ("pdm.lock", "pdm lock"),
];

/// The lock file beside a `Pipfile`.
const PIPENV: &[(&str, &str)] = &[("Pipfile.lock", "pipenv lock")];

impl Locking {
    /// What the changed manifests ask for, each once. `root` is the folder of the repository.
    #[must_use]
    pub fn of(root: &Path, planned: &[FileChange]) -> Vec<Self> {
        let manifests = planned.iter().filter(|change| change.before.is_some());
        let found: BTreeSet<Self> = manifests
            .filter_map(|change| Self::after(root, &change.path))
            .collect();
        found.into_iter().collect()
    }

    fn after(root: &Path, manifest: &str) -> Option<Self> {
        let (folder, name) = paths::split(manifest);
        let is_list = manifest.contains("requirements");
        let (locks, install) = match name {
            "package.json" => (NPM, "npm install".to_owned()),
            "pyproject.toml" => (PYTHON, "pip install .".to_owned()),
            "Pipfile" => (PIPENV, "pipenv install".to_owned()),
            _ if is_list && name.ends_with(".in") => (&[][..], format!("pip-compile {name}")),
            _ if is_list && name.ends_with(".txt") => (&[][..], format!("pip install -r {name}")),
            _ => return None,
        };
        // of a workspace, the lock file stands further up
        let up = std::iter::successors(Some(folder), |at| {
            (!at.is_empty()).then(|| paths::folder(at))
        });
        let locked = up
            .flat_map(|at| locks.iter().map(move |(lock, command)| (at, lock, command)))
            .find(|(at, lock, _)| root.join(at).join(lock).is_file());
        let (at, command) = match &locked {
            Some((at, _, command)) => (*at, **command),
            None => (folder, &*install),
        };
        Some(Self {
            folder: at.to_owned(),
            command: command.split(' ').map(str::to_owned).collect(),
            lock: locked.and_then(|(at, lock, _)| paths::join(at, lock)),
        })
    }

    /// The same, so that nothing of the tree is run by it.
    ///
    /// # Errors
    /// Why that cannot be had.
    pub fn careful(&self, root: &Path) -> std::result::Result<Self, String> {
        Ok(Self {
            command: careful::command(root, self)?,
            ..self.clone()
        })
    }

    /// Runs it until the lock file stays as it is; what it prints goes where fixup's errors go.
    ///
    /// # Errors
    /// A program that is not there, or that fails.
    pub fn run(&self, root: &Path) -> Result<()> {
        let text = || {
            self.lock
                .as_ref()
                .map(|lock| fs::read(root.join(lock)).ok())
        };
        for _ in 0..ATTEMPTS {
            let before = text();
            self.run_once(root)?;
            if text() == before {
                break;
            }
        }
        Ok(())
    }

    fn run_once(&self, root: &Path) -> Result<()> {
        let failed = |reason: String| {
            let told = Error::new(format!("{self} failed")).note(reason);
            told.note("the fixes stay")
                .help("run it yourself, or take the fixes back with `fixup undo`")
        };
        let (program, arguments) = self.command.split_first().expect("a command has a program");
        let status = Command::new(program)
            .args(arguments)
            .current_dir(root.join(&self.folder))
            .envs(careful::VARIABLES)
            .stdin(Stdio::null())
            .stdout(std::io::stderr())
            .status()
            .map_err(|error| failed(error.to_string()))?;
        if status.success() {
            Ok(())
        } else {
            Err(failed(status.to_string()))
        }
    }
}

impl std::fmt::Display for Locking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let command = self.command.join(" ");
        match &*self.folder {
            "" => write!(f, "`{command}`"),
            folder => write!(f, "`{command}` in `{folder}`"),
        }
    }
}
