//! How a lock file is written without running anything of the tree: no scripts, no plugins, no hooks, and no settings that
//! name a program. The tree may be a stranger's.

use std::path::{Path, PathBuf};

use crate::apply::Locking;
use crate::edit::yaml;
use crate::tree::disk;

/// What tools are told by their environment.
pub(super) const VARIABLES: [(&str, &str); 6] = [
    // the tool that is installed, not one that the tree asks for
    ("COREPACK_ENABLE_PROJECT_SPEC", "0"),
    ("COREPACK_ENABLE_AUTO_PIN", "0"),
    ("YARN_IGNORE_PATH", "1"),
    ("YARN_ENABLE_SCRIPTS", "0"),
    ("npm_config_manage_package_manager_versions", "false"),
    // not the Python of a folder in the tree
    ("UV_PROJECT_ENVIRONMENT", "/nonexistent"),
];

/// Keys of `.npmrc` that name no program and no place.
const NPM_KEYS: [&str; 22] = [
    "audit",
    "auto-install-peers",
    "engine-strict",
    "fund",
    "hoist",
    "ignore-scripts",
    "legacy-peer-deps",
    "link-workspace-packages",
    "lockfile-version",
    "loglevel",
    "node-linker",
    "omit-lockfile-registry-resolved",
    "package-lock",
    "prefer-offline",
    "prefer-workspace-packages",
    "progress",
    "public-hoist-pattern[]",
    "save-exact",
    "save-prefix",
    "shamefully-hoist",
    "strict-peer-dependencies",
    "update-notifier",
];

/// The same of `pnpm-workspace.yaml`.
const PNPM_KEYS: [&str; 11] = [
    "allowBuilds",
    "autoInstallPeers",
    "catalog",
    "catalogs",
    "ignoredBuiltDependencies",
    "linkWorkspacePackages",
    "minimumReleaseAge",
    "neverBuiltDependencies",
    "onlyBuiltDependencies",
    "overrides",
    "packages",
];

/// The same of `.yarnrc.yml`.
const YARN_KEYS: [&str; 7] = [
    "compressionLevel",
    "defaultSemverRangePrefix",
    "enableGlobalCache",
    "enableScripts",
    "enableTelemetry",
    "nmHoistingLimits",
    "nodeLinker",
];

/// The command for a lock file, with which nothing of the tree is run; why there is none.
pub(super) fn command(root: &Path, locking: &Locking) -> Result<Vec<String>, String> {
    let program = locking.command.first().map_or("", String::as_str);
    let folder = root.join(&locking.folder);
    let more = match program {
        "npm" => {
            settings(&folder, ".npmrc", &npm_keys, &NPM_KEYS)?;
            no_git(&folder)?;
            "--ignore-scripts --no-audit --no-fund"
        }
        "pnpm" => {
            settings(&folder, ".npmrc", &npm_keys, &NPM_KEYS)?;
            settings(&folder, "pnpm-workspace.yaml", &yaml_keys, &PNPM_KEYS)?;
            no_git(&folder)?;
            "--ignore-scripts --ignore-pnpmfile"
        }
        "yarn" if is_berry(root, locking) => {
            settings(&folder, ".yarnrc.yml", &yaml_keys, &YARN_KEYS)?;
            no_git(&folder)?;
            "--mode=update-lockfile"
        }
        "yarn" => {
            settings(
                &folder,
                ".yarnrc",
                &|_| Ok(vec!["a setting".to_owned()]),
                &[],
            )?;
            settings(&folder, ".yarnrc.yml", &yaml_keys, &YARN_KEYS)?;
            no_git(&folder)?;
            "--ignore-scripts --no-default-rc"
        }
        "bun" => {
            settings(
                &folder,
                "bunfig.toml",
                &|_| Ok(vec!["a setting".to_owned()]),
                &[],
            )?;
            settings(&folder, ".npmrc", &npm_keys, &NPM_KEYS)?;
            no_git(&folder)?;
            "--ignore-scripts"
        }
        "uv" => "--no-build --no-config --no-python-downloads",
        _ => {
            return Err(format!(
                "{program} may build packages to learn what they need, and load plugins that the tree names"
            ));
        }
    };
    let more = more.split(' ').map(str::to_owned);
    Ok(locking.command.iter().cloned().chain(more).collect())
}

/// Whether a lock file is one of Yarn 2 or later.
fn is_berry(root: &Path, locking: &Locking) -> bool {
    let lock = locking.lock.as_deref().unwrap_or_default();
    let text = disk::below(root, lock, LARGEST_LOCK).ok().flatten();
    let text = text.map(|text| String::from_utf8_lossy(&text).into_owned());
    text.is_some_and(|text| text.lines().any(|line| line == "__metadata:"))
}

const LARGEST_LOCK: u64 = 64 * 1024 * 1024;

/// What names the keys that a file of settings sets.
type Keys = dyn Fn(&str) -> Result<Vec<String>, String>;

/// Fails where a file of settings around `folder` sets more than `known` keys.
fn settings(folder: &Path, name: &str, keys: &Keys, known: &[&str]) -> Result<(), String> {
    for at in around(folder) {
        let Some(text) = text(&at, name)? else {
            continue;
        };
        let set = keys(&text).map_err(|why| format!("`{name}` {why}"))?;
        if let Some(other) = set.iter().find(|key| !known.contains(&key.as_str())) {
            return Err(format!(
                "`{name}` sets {other}, which may name a program or a place"
            ));
        }
    }
    Ok(())
}

/// Fails where the manifest asks for a package of git, whose scripts make it.
fn no_git(folder: &Path) -> Result<(), String> {
    let Some(text) = text(folder, "package.json")? else {
        return Ok(());
    };
    let manifest: serde_json::Value =
        serde_json::from_str(&text).map_err(|_| "`package.json` is not JSON".to_owned())?;
    let lists = [
        "dependencies",
        "devDependencies",
        "optionalDependencies",
        "peerDependencies",
        "overrides",
        "resolutions",
    ];
    let sets = lists
        .iter()
        .filter_map(|list| manifest.get(list)?.as_object());
    let from_git = |range: &str| {
        range.contains("git") && range.contains([':', '/']) || range.contains("://") || {
            let is_path = range.starts_with(['.', '/', '~', '^', '>', '<']);
            !is_path && !range.contains(':') && range.contains('/')
        }
    };
    let mut ranges = sets.flatten();
    let found = ranges.find(|(_, range)| range.as_str().is_none_or(from_git));
    match found {
        Some((name, range)) if range.is_string() => Err(format!(
            "`package.json` asks for `{name}` from git or an address, and its scripts would run"
        )),
        _ => Ok(()),
    }
}

/// The folder and those that it lies in, up to the top of the work tree.
fn around(folder: &Path) -> Vec<PathBuf> {
    let Ok(here) = folder.canonicalize() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for at in here.ancestors() {
        found.push(at.to_owned());
        if at.join(".git").exists() {
            return found;
        }
    }
    // outside of git, what lies above is the user's
    found.truncate(1);
    found
}

fn text(folder: &Path, name: &str) -> Result<Option<String>, String> {
    let read = disk::below(folder, name, disk::LARGEST_SETTINGS);
    let read = read.map_err(|why| format!("`{name}` {why}"))?;
    Ok(read.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

/// The keys of an `.npmrc`.
#[expect(
    clippy::unnecessary_wraps,
    reason = "other files of settings may be none"
)]
fn npm_keys(text: &str) -> Result<Vec<String>, String> {
    let lines = text.lines().map(str::trim);
    let set = lines.filter(|line| !line.is_empty() && !line.starts_with(['#', ';']));
    let key = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
    Ok(set.map(key).collect())
}

fn yaml_keys(text: &str) -> Result<Vec<String>, String> {
    let root = yaml::parse(text).map_err(|_| "is not YAML".to_owned())?;
    let entries = root.entries().into_iter();
    Ok(entries
        .filter_map(|(key, _)| key.text().map(ToString::to_string))
        .collect())
}
