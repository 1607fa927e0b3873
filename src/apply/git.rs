//! What fixup asks of git: whether files have uncommitted changes, a branch for the fixes, and one commit an issue.
//! The user's other changes are never staged, committed or moved.

use std::path::Path;
use std::process::{Command, Output};

use crate::error::{Error, Result};

/// Whether `root` lies in a git work tree.
#[must_use]
pub fn is_work_tree(root: &Path) -> bool {
    let asked = run(root, &["rev-parse", "--is-inside-work-tree"]);
    asked.is_ok_and(|output| output.stdout.starts_with(b"true"))
}

/// Those of `paths` with changes that are not committed, sorted; none outside of git.
///
/// # Errors
/// A git that does not answer.
pub fn uncommitted(root: &Path, paths: &[String]) -> Result<Vec<String>> {
    if paths.is_empty() || !is_work_tree(root) {
        return Ok(Vec::new());
    }
    let mut words = vec![
        "--literal-pathspecs",
        "status",
        "--porcelain",
        "-z",
        "--no-renames",
        "--untracked-files=all",
        "--",
    ];
    words.extend(paths.iter().map(String::as_str));
    let output = answer(root, &words)?;
    let prefix = answer(root, &["rev-parse", "--show-prefix"])?;
    let prefix = prefix.trim_end_matches('\n');
    let names = output.split('\0').filter_map(|entry| entry.get(3..));
    let mut found: Vec<String> = names
        .map(|name| name.strip_prefix(prefix).unwrap_or(name).to_owned())
        .collect();
    found.sort();
    Ok(found)
}

/// Fails unless commits can be made here: a work tree, nothing staged, no rebase or merge under way, and no branch of
/// that name.
///
/// # Errors
/// Each of these, with what to do about it.
pub fn check(root: &Path, branch: Option<&str>) -> Result<()> {
    if !is_work_tree(root) {
        return Err(Error::new("there is no git repository here")
            .help("leave `--branch` and `--commit` out, or run `git init` first"));
    }
    if let Some((operation, abort)) = under_way(root)? {
        return Err(Error::new(format!("a {operation} is in progress"))
            .help(format!("finish it, or leave it with `{abort}`")));
    }
    if !run(root, &["diff", "--cached", "--quiet"])?
        .status
        .success()
    {
        return Err(Error::new("there are staged changes")
            .help("commit them, or unstage them with `git restore --staged .`"));
    }
    let Some(branch) = branch else { return Ok(()) };
    if !run(root, &["check-ref-format", "--branch", branch])?
        .status
        .success()
    {
        return Err(Error::new(format!("`{branch}` is no name for a branch")));
    }
    if run(
        root,
        &[
            "show-ref",
            "--verify",
            "--quiet",
            &format!("refs/heads/{branch}"),
        ],
    )?
    .status
    .success()
    {
        return Err(Error::new(format!("the branch `{branch}` exists already"))
            .help("choose another name, or delete it first"));
    }
    Ok(())
}

/// What is under way in the repository, and how to leave it.
fn under_way(root: &Path) -> Result<Option<(&'static str, &'static str)>> {
    let states = [
        ("rebase-merge", "rebase", "git rebase --abort"),
        ("rebase-apply", "rebase", "git rebase --abort"),
        ("MERGE_HEAD", "merge", "git merge --abort"),
        ("CHERRY_PICK_HEAD", "cherry-pick", "git cherry-pick --abort"),
        ("REVERT_HEAD", "revert", "git revert --abort"),
        ("BISECT_LOG", "bisect", "git bisect reset"),
    ];
    for (file, operation, abort) in states {
        let path = answer(root, &["rev-parse", "--git-path", file])?;
        if root.join(path.trim_end_matches('\n')).exists() {
            return Ok(Some((operation, abort)));
        }
    }
    Ok(None)
}

/// Makes a branch here and switches to it; no file changes.
///
/// # Errors
/// What git says.
pub fn switch_to_new(root: &Path, branch: &str) -> Result<()> {
    done(
        root,
        &["switch", "--quiet", "--create", branch],
        "make the branch",
    )
}

/// Commits exactly `paths` with `message`; hooks run as always.
///
/// # Errors
/// What git or a hook says; nothing stays staged.
pub fn commit(root: &Path, paths: &[String], message: &str) -> Result<()> {
    let with = |words: &[&'static str]| -> Vec<String> {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .chain(paths.iter().cloned())
            .collect()
    };
    let add = with(&["--literal-pathspecs", "add", "--force", "--"]);
    let mut commit = vec![
        "--literal-pathspecs".to_owned(),
        "commit".to_owned(),
        "--quiet".to_owned(),
        format!("--message={message}"),
    ];
    commit.extend(with(&["--only", "--"]));
    let made = done(root, &words(&add), "stage the fix")
        .and_then(|()| done(root, &words(&commit), "commit the fix"));
    if made.is_err() {
        // what was staged for the commit that failed does not stay staged
        let _ = run(
            root,
            &words(&with(&["--literal-pathspecs", "reset", "--quiet", "--"])),
        );
    }
    made
}

fn words(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

fn done(root: &Path, words: &[&str], what: &str) -> Result<()> {
    let output = run(root, words)?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr)
        .trim()
        .replace('\n', "\n    ");
    Err(Error::new(format!("git could not {what}")).note(said))
}

fn answer(root: &Path, words: &[&str]) -> Result<String> {
    let output = run(root, words)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Error::new(format!("`git {}` failed", words.join(" "))).note(said))
}

fn run(root: &Path, words: &[&str]) -> Result<Output> {
    let output = Command::new("git").arg("-C").arg(root).args(words).output();
    output.map_err(|error| Error::new("cannot run git").note(error.to_string()))
}
