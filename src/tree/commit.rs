//! The tree of a commit, read from git's objects: no file is written, and what stands on the disk does not matter.
//! It looks as the walk would have found it: what git tracks is listed, whatever `.gitignore` says.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{ChildStdout, Stdio};
use std::sync::Arc;
use std::thread;

use crate::error::{Error, Result};
use crate::tree::disk::LARGEST;
use crate::tree::walk::{is_read, is_skipped, overrides, seen};
use crate::tree::{Committed, File, Tree, git};

/// A commit that a tree is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its hash.
    pub id: String,
}

impl Commit {
    /// Where the history of `root` left that of `revision`.
    ///
    /// # Errors
    /// A folder outside of git, a revision that does not exist, and histories that do not meet: in a shallow clone mostly.
    pub fn where_left(root: &Path, revision: &str) -> Result<Self> {
        let shallow = git::answer(root, &["rev-parse", "--is-shallow-repository"]);
        let shallow = shallow.map_err(|error| {
            let fact = "git does not answer here, so nothing can be compared";
            let help = "`--since` compares with a commit: leave it out, or run fixup in a clone";
            Error::new(fact)
                .note(error.to_string().replace("\n  = ", ": "))
                .help(help)
        })?;
        let is_shallow = shallow.starts_with(b"true");
        let commit = format!("{revision}^{{commit}}");
        let words = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ];
        let Some(id) = git::line(root, &words)? else {
            let error = Error::new(format!("there is no revision `{revision}` here"));
            return Err(with_depth(error, is_shallow, || {
                "name a branch, a tag or a commit; `git fetch` brings those of others".to_owned()
            }));
        };
        if let Some(id) = git::line(root, &["merge-base", &id, "HEAD"])? {
            return Ok(Self { id });
        }
        let fact = format!("`{revision}` and HEAD have no commit in common here");
        Err(with_depth(Error::new(fact), is_shallow, || {
            "name a revision that HEAD comes from".to_owned()
        }))
    }

    /// The files of the commit below `root`, without those that a pattern of `exclude` names.
    ///
    /// # Errors
    /// A pattern that is none, and a git that does not answer.
    pub fn tree(&self, root: &Path, exclude: &[String]) -> Result<Tree> {
        let exclude = overrides(root, exclude)?;
        let mut committed = self.files(root)?;
        committed.retain(|path, _| {
            !path.split('/').any(is_skipped) && !exclude.matched(path, false).is_ignore()
        });
        let files = committed
            .iter()
            .map(|(path, bytes)| look(path, bytes.as_deref()));
        let files: BTreeMap<String, File> = files.collect();
        Ok(Tree {
            tracked: Some(committed.keys().cloned().collect()),
            committed: Some(committed),
            ..Tree::new(root, files)
        })
    }

    /// The files that were renamed since, also by what is not committed yet: old path to new.
    ///
    /// # Errors
    /// A git that does not answer.
    pub fn renamed(&self, root: &Path) -> Result<BTreeMap<String, String>> {
        let words = [
            "diff",
            "--no-ext-diff",
            "--no-textconv",
            "--find-renames",
            "-l5000",
        ];
        let more = ["--diff-filter=R", "--name-status", "-z", "--relative"];
        let answer = git::answer(root, &[&words[..], &more, &[&self.id, "--"]].concat())?;
        let answer = String::from_utf8_lossy(&answer);
        let mut names = answer.split('\0');
        let mut renamed = BTreeMap::new();
        while let (Some(_), Some(old), Some(new)) = (names.next(), names.next(), names.next()) {
            renamed.insert(old.to_owned(), new.to_owned());
        }
        Ok(renamed)
    }

    /// All regular files of the commit below `root`, from one process that gives object after object.
    fn files(&self, root: &Path) -> Result<Committed> {
        let listed = git::answer(root, &["ls-tree", "-r", "-z", &self.id])?;
        let names = listed.split(|byte| *byte == 0);
        let entries = names.filter_map(|entry| regular(std::str::from_utf8(entry).ok()?));
        let entries: Vec<(&str, &str)> = entries.collect();
        let problem =
            |error: std::io::Error| Error::new("cannot read git's objects").note(error.to_string());
        let mut command = git::command(root);
        command.args(["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().map_err(problem)?;
        let (mut asked, given) = process
            .stdin
            .take()
            .zip(process.stdout.take())
            .expect("both are piped");
        let ids: Vec<u8> = entries
            .iter()
            .flat_map(|(id, _)| [id.as_bytes(), b"\n"].concat())
            .collect();
        let found = thread::scope(|scope| {
            // whoever writes all first and reads then waits for ever once a pipe is full
            scope.spawn(move || asked.write_all(&ids));
            let mut given = BufReader::new(given);
            let paths = entries.iter().map(|(_, path)| (*path).to_owned());
            paths.map(|path| Ok((path, object(&mut given)?))).collect()
        });
        let ended = process.wait().map_err(problem)?;
        match found {
            Ok(found) if ended.success() => Ok(found),
            Ok(_) => Err(Error::new("cannot read git's objects").note(ended.to_string())),
            Err(error) => Err(problem(error)),
        }
    }
}

fn with_depth(error: Error, is_shallow: bool, other: impl Fn() -> String) -> Error {
    if !is_shallow {
        return error.help(other());
    }
    error
        .note("this clone is shallow: it lacks older commits")
        .help(
            "fetch them with `git fetch --unshallow`; with actions/checkout, set `fetch-depth: 0`",
        )
}

/// The object and the path of an entry of `ls-tree` that is a file: no link, no submodule.
fn regular(entry: &str) -> Option<(&str, &str)> {
    let (about, path) = entry.split_once('\t')?;
    let mut words = about.split(' ');
    let is_file = words.next()?.starts_with("100");
    let id = words.nth(1)?;
    is_file.then_some((id, path))
}

/// What is larger and no text is not kept: pictures and archives, of which a repository may hold gigabytes.
const LARGEST_BINARY: u64 = 64 * 1024;

/// The next object: a line with its length, then its bytes; none where they are not looked at.
fn object(given: &mut BufReader<ChildStdout>) -> std::io::Result<Option<Arc<[u8]>>> {
    let mut header = String::new();
    given.read_line(&mut header)?;
    let length = header.trim_end().rsplit(' ').next();
    let length = length.and_then(|it| it.parse().ok());
    let length: u64 = length.ok_or_else(|| std::io::Error::other(header.trim_end().to_owned()))?;
    let mut bytes = Vec::new();
    if length <= LARGEST {
        given.take(length).read_to_end(&mut bytes)?;
    }
    // the rest, and the line end behind it
    let rest = length - bytes.len() as u64 + 1;
    std::io::copy(&mut given.take(rest), &mut std::io::sink())?;
    let is_kept = length <= LARGEST && (length <= LARGEST_BINARY || !bytes.contains(&0));
    Ok(is_kept.then(|| bytes.into()))
}

fn look(path: &str, bytes: Option<&[u8]>) -> (String, File) {
    let file = if is_read(Path::new(path)) {
        seen(path, bytes)
    } else {
        File::default()
    };
    (path.to_owned(), file)
}
