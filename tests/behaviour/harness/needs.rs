//! What a test needs of the machine, and what happens where it is not there.

use std::env;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use super::command::run_well;
use super::packages::{self, Python};
use super::{edge, engine, images, mariadb, postgres, run};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// checkov, in a folder of its own
    Checkov,
    /// the packages of a stand-in for AWS
    Aws,
    /// docker-compose, which judges files without any engine
    Compose,
    /// what runs the containers of several machines: spaces of the network, and what stands for an engine
    Engine,
    /// what an edge with TLS is tried with: nginx, and an authority that issues certificates
    Edge,
    Git,
    /// what runs the scripts of hosts: jq, and the right to put folders in the place of the system's
    Hosts,
    /// what builds images and runs them: root, buildah, busybox, and what pip installs in images
    Images,
    /// the server program of MariaDB
    MariaDb,
    /// node, and the packages of the example's rtserver
    Node,
    /// node, and clients of databases with their pools
    NodePools,
    /// the npm packages that patches add to a service
    PatchPackages,
    /// the Python packages that patches add to a service
    PatchPythonPackages,
    /// the server programs of Postgres, and psql
    Postgres,
    Redis,
    /// the npm packages of `tests/tools`
    ScriptTools,
    Shellcheck,
    Systemd,
    /// python3, and both sets of the example's backendai
    Python,
    /// Clients of databases with their pools.
    PythonPools,
    /// the Python packages of `tests/tools`
    PythonTools,
    /// where pip gets packages from
    PythonIndex,
    /// where npm gets packages from
    Registry,
    Terraform,
    /// the right to make a space of processes
    Unshare,
}

impl Need {
    /// Why it is not met.
    fn lack(self) -> Option<String> {
        match self {
            Self::Checkov => lack_of_file(&tools().join("checkov/ready")),
            Self::Aws => ["bash", "jq"]
                .into_iter()
                .find_map(lack_of_program)
                .or_else(|| packages::aws().err()),
            Self::Compose => lack_of_program("docker-compose"),
            Self::Engine => engine::lack(),
            Self::Edge => edge::lack(),
            Self::Git => lack_of_program("git"),
            Self::Hosts => ["bash", "jq", "unshare"]
                .into_iter()
                .find_map(lack_of_program)
                .or_else(lack_of_spaces),
            Self::Images => ["buildah", "busybox", "node", "npm", "python3", "unshare"]
                .into_iter()
                .find_map(lack_of_program)
                .or_else(lack_of_spaces)
                .or_else(images::lack),
            Self::MariaDb => mariadb::lack(),
            Self::Node => ["node", "npm"]
                .into_iter()
                .find_map(lack_of_program)
                .or_else(|| packages::rtserver().err()),
            Self::NodePools => ["node", "npm"]
                .into_iter()
                .find_map(lack_of_program)
                .or_else(|| packages::of_pools().err()),
            Self::PatchPackages => packages::of_patches().err(),
            Self::PatchPythonPackages => packages::of_python_patches().err(),
            Self::Postgres => postgres::lack(),
            Self::Redis => lack_of_program("redis-server"),
            Self::ScriptTools => lack_of_file(&script_tools().join("ready")),
            Self::Shellcheck => lack_of_program("shellcheck"),
            Self::Systemd => lack_of_program("systemd-analyze"),
            Self::Python => lack_of_program("python3")
                .or_else(|| packages::backendai(Python::Pinned).err())
                .or_else(|| packages::backendai(Python::Latest).err()),
            Self::PythonPools => {
                lack_of_program("python3").or_else(|| packages::backendai(Python::Pools).err())
            }
            Self::PythonTools => lack_of_file(&python_tools().join("ready")),
            Self::PythonIndex => lack_of_answer(
                "python3",
                &[
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--dry-run",
                    "--no-deps",
                    "--ignore-installed",
                    "h11",
                ],
            ),
            Self::Registry => lack_of_answer("npm", &["view", "express", "version"]),
            Self::Terraform => lack_of_program("terraform"),
            Self::Unshare => lack_of_program("unshare").or_else(lack_of_spaces),
        }
    }
}

/// Whether the test that calls this can run here. It counts the test as run or as skipped; where nothing may be skipped
/// it panics instead of saying no.
pub(crate) fn are_met(needs: &[Need]) -> bool {
    let Some(reason) = needs.iter().find_map(|need| need.lack()) else {
        run::count_run();
        return true;
    };
    assert!(
        env::var_os("FIXUP_TESTS_STRICT").is_none(),
        "cannot run: {reason}"
    );
    run::count_skipped();
    let test = thread::current();
    // Not `eprintln!`, which the test runner keeps to itself when a test passes
    let _ = writeln!(
        stderr(),
        "skipped {}: {reason}",
        test.name().unwrap_or("a test")
    );
    false
}

/// The folder that `make setup` fills.
pub(crate) fn tools() -> PathBuf {
    project().join("target/tools")
}

pub(crate) fn script_tools() -> PathBuf {
    tools().join("npm")
}

pub(crate) fn python_tools() -> PathBuf {
    tools().join("python")
}

/// The program that judges Terraform: it brings a package that would hide one of `python_tools`.
pub(crate) fn checkov() -> PathBuf {
    tools().join("checkov/bin/checkov")
}

/// The root of this project.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where a program lies, by the PATH.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

fn lack_of_spaces() -> Option<String> {
    let mut unshare = Command::new("unshare");
    unshare.args(["--pid", "--fork", "--mount-proc", "true"]);
    let ended = run_well(&mut unshare, Duration::from_secs(20));
    ended
        .err()
        .map(|_| "no right to make a space of processes".to_owned())
}

/// Whether a command does not get what it asks the network for.
fn lack_of_answer(program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments);
    run_well(&mut command, Duration::from_mins(1)).err()
}

fn lack_of_program(name: &str) -> Option<String> {
    program(name)
        .is_none()
        .then(|| format!("no `{name}` on the PATH"))
}

fn lack_of_file(file: &Path) -> Option<String> {
    (!file.is_file()).then(|| format!("no `{}`; run `make setup`", file.display()))
}
