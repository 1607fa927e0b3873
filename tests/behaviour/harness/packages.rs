//! Packages of npm and of Python, installed once for each lock file and shared by all runs.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use super::command::run_well;
use super::example;
use super::needs::{project, tools};

const INSTALL_LIMIT: Duration = Duration::from_mins(10);

/// The `node_modules` of the example's rtserver.
pub(crate) fn rtserver() -> Result<&'static Path, String> {
    static INSTALLED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    INSTALLED
        .get_or_init(|| installed(&example::original().join("rtserver")))
        .as_deref()
        .map_err(Clone::clone)
}

/// The `node_modules` of what patches add to a service.
pub(crate) fn of_patches() -> Result<&'static Path, String> {
    static INSTALLED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    INSTALLED
        .get_or_init(|| installed(&project().join("tests/tools/patches")))
        .as_deref()
        .map_err(Clone::clone)
}

/// The `node_modules` with the clients of databases, each with its pool.
pub(crate) fn of_pools() -> Result<&'static Path, String> {
    static INSTALLED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    INSTALLED
        .get_or_init(|| installed(&project().join("tests/tools/pools")))
        .as_deref()
        .map_err(Clone::clone)
}

/// The folder with what patches add to a service of Python, and what it may have besides.
pub(crate) fn of_python_patches() -> Result<&'static Path, String> {
    static INSTALLED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    INSTALLED
        .get_or_init(|| locked(&project().join("tests/tools/python/patches.txt")))
        .as_deref()
        .map_err(Clone::clone)
}

/// The folder with a stand-in for AWS, its command line, and a reader of environment files.
pub(crate) fn aws() -> Result<&'static Path, String> {
    static INSTALLED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    INSTALLED
        .get_or_init(|| locked(&project().join("tests/tools/python/aws.txt")))
        .as_deref()
        .map_err(Clone::clone)
}

/// Installs what the lock file beside `package.json` names, unless that was done before. Nothing is written to `service`.
fn installed(service: &Path) -> Result<PathBuf, String> {
    let read = |name: &str| {
        let file = service.join(name);
        fs::read(&file).map_err(|error| format!("cannot read {}: {error}", file.display()))
    };
    let (manifest, lock) = (read("package.json")?, read("package-lock.json")?);
    let mut hasher = DefaultHasher::new();
    (&manifest, &lock).hash(&mut hasher);
    let cache = tools().join("cache");
    let place = cache.join(format!("npm-{:016x}", hasher.finish()));
    let modules = place.join("node_modules");
    if modules.is_dir() {
        return Ok(modules);
    }

    // Beside its place and then renamed, so that nobody ever sees half of it
    let write = |error: std::io::Error| format!("cannot write {}: {error}", cache.display());
    fs::create_dir_all(&cache).map_err(write)?;
    let fresh = tempfile::tempdir_in(&cache).map_err(write)?;
    fs::write(fresh.path().join("package.json"), manifest).map_err(write)?;
    fs::write(fresh.path().join("package-lock.json"), lock).map_err(write)?;
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(fresh.path());
    run_well(&mut npm, INSTALL_LIMIT)?;
    match fs::rename(fresh.path(), &place) {
        Err(error) if !modules.is_dir() => Err(write(error)),
        // Renamed, or another run was first
        _ => Ok(modules),
    }
}

/// Which packages of Python backendai runs with: `tests/tools/python` holds a lock file for each.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Python {
    /// Those that its requirements pin.
    Pinned,
    /// The latest ones.
    Latest,
    /// Clients of databases with their pools.
    Pools,
}

/// The folder that Python finds the packages in.
pub(crate) fn backendai(packages: Python) -> Result<&'static Path, String> {
    static INSTALLED: [OnceLock<Result<PathBuf, String>>; 3] = [const { OnceLock::new() }; 3];
    let (place, lock) = match packages {
        Python::Pinned => (&INSTALLED[0], "pinned.txt"),
        Python::Latest => (&INSTALLED[1], "latest.txt"),
        Python::Pools => (&INSTALLED[2], "pools.txt"),
    };
    place
        .get_or_init(|| locked(&project().join("tests/tools/python").join(lock)))
        .as_deref()
        .map_err(Clone::clone)
}

/// The folder with the wheels that pip installs in images: those that backendai pins, and those that patches add.
pub(crate) fn wheels() -> Result<&'static Path, String> {
    static FETCHED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    FETCHED
        .get_or_init(|| {
            let locks = project().join("tests/tools/python");
            let locks = ["pinned.txt", "patches.txt", "images.txt"].map(|name| locks.join(name));
            by_pip("wheels", &["download"], "--dest", &locks)
        })
        .as_deref()
        .map_err(Clone::clone)
}

/// Installs what a lock file of pip names, unless that was done before.
fn locked(lock: &Path) -> Result<PathBuf, String> {
    by_pip("pip", &["install"], "--target", &[lock.to_owned()])
}

/// The folder that pip fills with what lock files name, each of them by itself, unless that was done before.
fn by_pip(name: &str, command: &[&str], into: &str, locks: &[PathBuf]) -> Result<PathBuf, String> {
    let mut hasher = DefaultHasher::new();
    for lock in locks {
        let text =
            fs::read(lock).map_err(|error| format!("cannot read {}: {error}", lock.display()))?;
        text.hash(&mut hasher);
    }
    let cache = tools().join("cache");
    let place = cache.join(format!("{name}-{:016x}", hasher.finish()));
    if place.is_dir() {
        return Ok(place);
    }
    let write = |error: std::io::Error| format!("cannot write {}: {error}", cache.display());
    fs::create_dir_all(&cache).map_err(write)?;
    let fresh = tempfile::tempdir_in(&cache).map_err(write)?;
    for lock in locks {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip"])
            .args(command)
            .args([
                "--quiet",
                "--no-deps",
                "--require-hashes",
                "--disable-pip-version-check",
            ])
            .arg("--requirement")
            .arg(lock)
            .arg(into)
            .arg(fresh.path());
        run_well(&mut pip, INSTALL_LIMIT)?;
    }
    match fs::rename(fresh.path(), &place) {
        Err(error) if !place.is_dir() => Err(write(error)),
        _ => Ok(place),
    }
}
