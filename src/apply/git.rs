//! What fixup asks of git: whether files have uncommitted changes, a branch for the fixes, and one commit an issue.
//! The user's other changes are never staged, committed or moved. Paths are relative to the top of a work tree.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::error::{Error, Result};
use crate::tree::git;

/// The trailer of the commits that fixup makes.
pub const TRAILER: &str = "Fixup-Issue";

/// The top of the work tree that holds `folder`, and where git keeps a folder of fixup's own for it; none outside of
/// git.
///
/// # Errors
/// A repository of which git tells nothing: it is not there, or refuses.
pub(super) fn places(folder: &Path) -> Result<Option<(PathBuf, PathBuf)>> {
    if work_tree(&folder.join("any")).is_none() {
        return Ok(None);
    }
    let words = ["rev-parse", "--show-toplevel", "--git-path", "fixup"];
    let answer = answer(folder, &words).map_err(|error| {
        error.help(
            "fixup keeps what it did in git's own folder, and cannot look there; `apply --allow-dirty` keeps it in `.fixup`",
        )
    })?;
    let places = answer.trim_end_matches('\n').split_once('\n');
    let (top, records) = places.ok_or_else(|| Error::new("git names no work tree here"))?;
    Ok(Some((PathBuf::from(top), folder.join(records))))
}

/// Those of `paths` below `top` with changes that are not committed, sorted. Each file is looked at by the repository
/// that it belongs to: one folder may hold several, as submodules or side by side.
///
/// # Errors
/// A git that does not answer.
pub(super) fn uncommitted(top: &Path, paths: &[String]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (tree, own) in by_work_tree(top, paths) {
        let inside = tree.strip_prefix(top).unwrap_or(Path::new(""));
        let name = |path: String| inside.join(path).to_string_lossy().into_owned();
        found.extend(changed(&tree, &own)?.into_iter().map(name));
    }
    found.sort();
    // git names one twice that was taken out of its index alone
    found.dedup();
    Ok(found)
}

/// The work trees that hold the files, each with their paths in it; files outside of git are left out.
fn by_work_tree(top: &Path, paths: &[String]) -> BTreeMap<PathBuf, Vec<String>> {
    let mut trees = BTreeMap::<PathBuf, Vec<String>>::new();
    for file in paths.iter().map(|path| top.join(path)) {
        let Some(tree) = work_tree(&file) else {
            continue;
        };
        let own = file.strip_prefix(tree).expect("it is above the file");
        let own = own.to_string_lossy().into_owned();
        trees.entry(tree.to_owned()).or_default().push(own);
    }
    trees
}

/// The top of the work tree that a path lies in. Asked of the disk, for git need not be installed where there is none.
fn work_tree(path: &Path) -> Option<&Path> {
    path.ancestors()
        .skip(1)
        .find(|folder| folder.join(".git").exists())
}

/// Those of the paths that `git status` has something to say about.
fn changed(tree: &Path, paths: &[String]) -> Result<Vec<String>> {
    let unset = without_filters(tree)?;
    // it may run beside the user's own git, so it takes no locks
    let mut words: Vec<&str> = unset.iter().map(String::as_str).collect();
    words.extend(["--no-optional-locks", "status", "--porcelain", "-z"]);
    words.extend([
        "--no-renames",
        "--untracked-files=all",
        "--ignore-submodules=all",
        "--",
    ]);
    let pathspecs = literal(paths);
    words.extend(pathspecs.iter().map(String::as_str));
    let output = answer(tree, &words)?;
    let names = output.split('\0').filter_map(|entry| entry.get(3..));
    Ok(names.map(str::to_owned).collect())
}

/// Options by which git runs none of the filters that the repository's own configuration names: to look at a file is no
/// reason to run a program. Those of the user stay.
fn without_filters(tree: &Path) -> Result<Vec<String>> {
    let words = [
        "config",
        "--show-scope",
        "--name-only",
        "-z",
        "--get-regexp",
        r"^filter\.",
    ];
    let output = run(tree, &words)?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut parts = said.split('\0');
    let mut unset = Vec::new();
    while let (Some(scope), Some(name)) = (parts.next(), parts.next()) {
        if matches!(scope, "local" | "worktree") {
            let value = if name.ends_with(".required") {
                "false"
            } else {
                ""
            };
            unset.extend(["-c".to_owned(), format!("{name}={value}")]);
        }
    }
    Ok(unset)
}

/// Fails unless commits can be made here: a work tree, nothing staged, no rebase or merge under way, and no branch of
/// that name, or one that may be replaced.
///
/// # Errors
/// Each of these, with what to do about it.
pub fn check(root: &Path, branch: Option<&str>, replaces: bool) -> Result<()> {
    let here = root.canonicalize().unwrap_or_default();
    if work_tree(&here.join("any")).is_none() {
        return Err(Error::new("there is no git repository here")
            .help("leave `--branch` and `--commit` out, or run `git init` first"));
    }
    if let Some((operation, abort)) = under_way(root)? {
        return Err(Error::new(format!("a {operation} is in progress"))
            .help(format!("finish it, or leave it with `{abort}`")));
    }
    if !is_well(
        root,
        &[
            "diff",
            "--cached",
            "--quiet",
            "--no-ext-diff",
            "--no-textconv",
        ],
    )? {
        return Err(Error::new("there are staged changes")
            .help("commit them, or unstage them with `git restore --staged .`"));
    }
    let Some(branch) = branch else { return Ok(()) };
    if !is_well(root, &["check-ref-format", "--branch", branch])? {
        return Err(Error::new(format!("`{branch}` is no name for a branch")));
    }
    if !is_well(
        root,
        &["show-ref", "--verify", "--quiet", &full_name(branch)],
    )? {
        return Ok(());
    }
    if replaces {
        return check_replaceable(root, branch);
    }
    Err(Error::new(format!("the branch `{branch}` exists already"))
        .help("choose another name, delete it first, or add `--replace-branch` if fixup made it"))
}

/// Fails unless every commit that only `branch` has is one of fixup's.
fn check_replaceable(root: &Path, branch: &str) -> Result<()> {
    let branch = full_name(branch);
    let name = branch.trim_start_matches("refs/heads/");
    let current = run(root, &["symbolic-ref", "--quiet", "HEAD"])?;
    if String::from_utf8_lossy(&current.stdout).trim() == branch {
        let error = Error::new(format!("`{name}` is the branch that is checked out"));
        return Err(error.help("switch to the branch that the fixes are for"));
    }
    let format = format!("--format=%h %(trailers:key={TRAILER},valueonly,separator=%x2C)");
    let mut words = vec!["log", &format, &branch];
    if head(root).is_some() {
        words.extend(["--not", "HEAD"]);
    }
    words.push("--");
    let commits = answer(root, &words)?;
    let foreign = commits
        .lines()
        .find(|line| line.trim_end().split_once(' ').is_none());
    match foreign {
        None => Ok(()),
        Some(commit) => Err(
            Error::new(format!("`{name}` has a commit that fixup did not make"))
                .note(format!("{} lacks the trailer `{TRAILER}`", commit.trim()))
                .help("choose another name, or take that commit elsewhere first"),
        ),
    }
}

fn full_name(branch: &str) -> String {
    format!("refs/heads/{branch}")
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

/// A branch that was made for the fixes.
pub struct NewBranch {
    root: PathBuf,
    name: String,
    /// The branch before; none where there was no branch, but a commit.
    from: Option<String>,
    /// The commit that it starts at; none in a repository without commits.
    start: Option<String>,
    /// The commit that a branch of this name was at before.
    replaced: Option<String>,
}

impl NewBranch {
    /// Makes a branch here, in place of one that may be replaced, and switches to it; no file changes.
    ///
    /// # Errors
    /// What git says.
    pub fn switch_to(root: &Path, name: &str) -> Result<Self> {
        let one_line = |words: &[&str]| answer(root, words).ok().map(|said| said.trim().to_owned());
        let branch = Self {
            root: root.to_owned(),
            name: name.to_owned(),
            from: one_line(&["symbolic-ref", "--quiet", "HEAD"]),
            start: head(root),
            replaced: one_line(&["rev-parse", "--quiet", "--verify", &full_name(name)]),
        };
        done(
            root,
            &["switch", "--quiet", "--force-create", name],
            "make the branch",
        )?;
        Ok(branch)
    }

    /// What it was made from: a branch, else a commit.
    #[must_use]
    pub fn made_from(&self) -> Option<String> {
        let branch = self.from.as_ref();
        let branch = branch.map(|it| it.trim_start_matches("refs/heads/").to_owned());
        branch.or_else(|| self.start.clone())
    }

    /// Back to where it was made, and the branch is as it was before; no file changes. One that has commits stays.
    pub fn drop_if_empty(&self) {
        if head(&self.root) != self.start {
            return;
        }
        let back = match &self.from {
            Some(from) => run(&self.root, &["symbolic-ref", "HEAD", from]),
            None => run(&self.root, &["switch", "--quiet", "--detach"]),
        };
        // where that fails the user is left on a branch of the same commit, and nothing is lost
        let words = match &self.replaced {
            Some(commit) => vec!["branch", "--quiet", "--force", &self.name, commit],
            None => vec!["branch", "--quiet", "-D", &self.name],
        };
        let _ = back.and_then(|_| run(&self.root, &words));
    }
}

/// The commit that is checked out; none outside of git, and in a repository without commits.
pub(super) fn head(root: &Path) -> Option<String> {
    work_tree(&root.join("any"))?;
    let said = answer(root, &["rev-parse", "--quiet", "--verify", "HEAD"]).ok()?;
    Some(said.trim().to_owned())
}

/// The branch that is checked out; none where there is no branch, but a commit.
pub(super) fn branch(root: &Path) -> Option<String> {
    work_tree(&root.join("any"))?;
    let said = answer(root, &["symbolic-ref", "--quiet", "--short", "HEAD"]).ok()?;
    Some(said.trim().to_owned())
}

/// Whether a commit is part of a branch, a tag, or what is checked out.
pub(super) fn is_kept(root: &Path, commit: &str) -> bool {
    let words = ["for-each-ref", "--count=1", "--contains", commit];
    let is_referred = answer(root, &words).is_ok_and(|said| !said.trim().is_empty());
    is_referred || is_here(root, commit)
}

/// Whether a commit is part of what is checked out.
pub(super) fn is_here(root: &Path, commit: &str) -> bool {
    is_well(root, &["merge-base", "--is-ancestor", commit, "HEAD"]).unwrap_or(false)
}

/// Commits exactly `paths` with `message`; hooks run as always.
///
/// # Errors
/// What git or a hook says; nothing stays staged.
pub(super) fn commit(top: &Path, paths: &[String], message: &str) -> Result<()> {
    let other = paths
        .iter()
        .find(|path| work_tree(&top.join(path)) != Some(top));
    if let Some(path) = other {
        let error = Error::new(format!(
            "`{path}` belongs to another repository than `{}`",
            top.display()
        ));
        return Err(error.help("run fixup in that one, or leave `--commit` out"));
    }
    let pathspecs = literal(paths);
    let with = |words: &[&'static str]| -> Vec<String> {
        let words = words.iter().map(|word| (*word).to_owned());
        words.chain(pathspecs.iter().cloned()).collect()
    };
    // a new file is needed by the others, even where `.gitignore` names it
    let add = with(&["add", "--force", "--"]);
    let mut commit = vec![
        "commit".to_owned(),
        "--quiet".to_owned(),
        format!("--message={message}"),
    ];
    commit.extend(with(&["--only", "--"]));
    // what a commit runs, hooks and filters and signing, is the user's wish
    let own = |words: &[String], what| finished(&run_with_hooks(top, words)?, what);
    let made = own(&add, "stage the fix").and_then(|()| own(&commit, "commit the fix"));
    if made.is_err() {
        // what was staged for the commit that failed does not stay staged
        let _ = run(top, &with(&["reset", "--quiet", "--"]));
    }
    made
}

/// Pathspecs that mean these very files, whatever folder git runs in.
fn literal(paths: &[String]) -> Vec<String> {
    paths
        .iter()
        .map(|path| format!(":(top,literal){path}"))
        .collect()
}

fn done(root: &Path, words: &[impl AsRef<str>], what: &str) -> Result<()> {
    finished(&run(root, words)?, what)
}

fn finished(output: &Output, what: &str) -> Result<()> {
    if output.status.success() {
        return Ok(());
    }
    Err(Error::new(format!("git could not {what}")).note(said(output)))
}

fn is_well(root: &Path, words: &[&str]) -> Result<bool> {
    Ok(run(root, words)?.status.success())
}

fn answer(root: &Path, words: &[&str]) -> Result<String> {
    let output = run(root, words)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Error::new(format!("`git {}` failed", words.join(" "))).note(said(&output)))
}

/// What git and its hooks said, in the lines of a note.
fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&both)
        .trim()
        .replace('\n', "\n    ")
}

/// Asks git, which runs nothing that the repository's configuration names.
fn run(root: &Path, words: &[impl AsRef<str>]) -> Result<Output> {
    finish(git::command(root), words)
}

/// Runs git as the user does, with the repository's hooks.
fn run_with_hooks(root: &Path, words: &[impl AsRef<str>]) -> Result<Output> {
    finish(git::command_with_hooks(root), words)
}

fn finish(mut git: Command, words: &[impl AsRef<str>]) -> Result<Output> {
    git.args(words.iter().map(AsRef::as_ref));
    git.output().map_err(|error| {
        Error::new("cannot run git, so nobody knows what is committed here").note(error.to_string())
    })
}
