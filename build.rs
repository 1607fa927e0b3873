//! Patches, templates and the example are embedded: a change in one of them builds fixup anew. A release also says which commit
//! it was built from, where git or the package tells.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

fn main() {
    for folder in ["patches", "templates", "examples"] {
        println!("cargo:rerun-if-changed={folder}");
    }
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    // while one works on it, a build for each commit would only be waited for
    let is_release = env::var("PROFILE").as_deref() == Ok("release");
    let commit = is_release.then(commit).flatten();
    let version = commit.map_or(version.clone(), |commit| format!("{version} ({commit})"));
    println!("cargo:rustc-env=FIXUP_VERSION={version}");
}

/// The first digits of the commit, always as many.
fn commit() -> Option<String> {
    let full = packaged().or_else(checked_out)?;
    let digits = full.get(..12)?;
    digits
        .bytes()
        .all(|it| it.is_ascii_hexdigit())
        .then(|| digits.to_owned())
}

/// As cargo notes it in a package.
fn packaged() -> Option<String> {
    let noted = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, behind) = noted.split_once("\"sha1\": \"")?;
    Some(behind.split('"').next()?.to_owned())
}

/// As git tells it, of this very repository and none around it.
fn checked_out() -> Option<String> {
    if !Path::new(".git").exists() {
        return None;
    }
    for file in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", file])?;
        if Path::new(&path).exists() {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "--verify", "HEAD"])
}

fn git(words: &[&str]) -> Option<String> {
    let output = Command::new("git").args(words).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| said.trim().to_owned())
}
