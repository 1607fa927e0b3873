//! Where fixup keeps what it does and did: in git's own folder, so that `git status` stays clean, else in `.fixup`.
//!
//! One file says what an apply or undo does, and its name how far it has come. So each step is one rename: it needs no
//! room on the disk, and there is no moment with two answers.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::process::geteuid;

use crate::apply::record::Record;
use crate::apply::target::resolve;
use crate::apply::{cannot, git, if_there, kill, marks};
use crate::error::{Error, Result};
use crate::tree::disk;

/// The records of one work tree of git; of the folder itself outside of git.
pub(super) struct Store {
    /// The top of the work tree, without symbolic links.
    pub(super) root: PathBuf,
    /// The folder below it that fixup runs for; empty for the top.
    pub(super) scope: String,
    folder: PathBuf,
}

/// Where records lie outside of git.
const BESIDE: &str = ".fixup";

/// A record holds every text that an apply changes, twice.
const LARGEST: u64 = 1024 * 1024 * 1024;

/// What is about to be done, while it is being written down.
const NEW: &str = "pending.new";

/// A record that takes the place of another.
const REWRITTEN: &str = "record.new";

/// A `.gitignore` for everything beside it, itself included.
const IGNORE_ALL: &str = "*\n";

/// How far an apply or undo has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Temporary files are being written; ended here, it never happened.
    Pending,
    /// Past the commit point: files are being replaced, and all of them will be.
    Committed,
    /// It failed after the commit point: all files are being put back.
    Reverting,
}

impl Phase {
    fn file(self) -> &'static str {
        match self {
            Self::Pending => "pending.json",
            Self::Committed => "committed.json",
            Self::Reverting => "reverting.json",
        }
    }
}

impl Store {
    /// The store for what lies below `folder`.
    pub(super) fn of(folder: &Path) -> Result<Self> {
        let problem = |error: io::Error| cannot("find", &folder.display().to_string(), &error);
        let below = folder.canonicalize().map_err(problem)?;
        let beside = below.join(BESIDE);
        let (root, folder) = match git::places(&below) {
            Ok(Some((top, records))) => (top.canonicalize().map_err(problem)?, records),
            Ok(None) => (below.clone(), beside),
            // where git does not answer, but records are kept without it
            Err(_) if beside.is_dir() => (below.clone(), beside),
            Err(error) => return Err(error),
        };
        let scope = below
            .strip_prefix(&root)
            .ok()
            .and_then(Path::to_str)
            .ok_or_else(|| {
                Error::new(format!("cannot keep records for `{}`", below.display()))
                    .note("its path in the repository is not UTF-8")
            })?;
        let found = Self {
            scope: scope.to_owned(),
            root,
            folder,
        };
        Ok(found.or_before_git(below))
    }

    /// What was done before there was a repository of git is taken back as it was written down, as long as there is some of it and
    /// nothing since. What somebody else wrote counts for nothing.
    fn or_before_git(self, below: PathBuf) -> Self {
        let before = Self {
            folder: below.join(BESIDE),
            root: below,
            scope: String::new(),
        };
        let is_new = || self.numbers().is_ok_and(|it| it.is_empty()) && !self.is_interrupted();
        let last = || before.numbers().ok()?.pop();
        let is_own = |number| before.record(number).is_ok_and(|it| it.is_some());
        let is_elsewhere = self.folder != before.folder && before.folder.is_dir();
        if is_elsewhere && is_new() && last().is_some_and(is_own) {
            return before;
        }
        self
    }

    /// Records are kept beside the files from here on, where git does not answer.
    pub(super) fn keep_beside(folder: &Path) -> Result<()> {
        if Self::of(folder).is_ok() {
            return Ok(());
        }
        let problem = |error: io::Error| cannot("write in", &folder.display().to_string(), &error);
        fs::create_dir(folder.join(BESIDE)).map_err(problem)
    }

    /// Where a path below the scope really leads, relative to the root.
    pub(super) fn locate(&self, path: &str) -> Result<String> {
        let inside = Path::new(&self.scope).join(resolve(&self.root.join(&self.scope), path)?);
        inside.into_os_string().into_string().map_err(|name| {
            Error::new(format!("`{path}` leads to `{}`", name.display()))
                .note("that name is not UTF-8, and nothing was written")
        })
    }

    /// Whether what was done for `scope` counts as done here: there, or below.
    pub(super) fn covers(&self, scope: &str) -> bool {
        Path::new(scope).starts_with(&self.scope)
    }

    /// The file to lock, in the folder of the records, which is made where it is not there yet.
    pub(super) fn lock_file(&self) -> Result<File> {
        let open = || {
            self.make_folder()?;
            let path = self.folder.join("lock");
            refuse_link(&path)?;
            #[expect(clippy::disallowed_methods, reason = "a file of fixup's own")]
            File::options().append(true).create(true).open(path)
        };
        open().map_err(|error| self.problem("write in", &error).note("nothing was written"))
    }

    /// Whether `file` is the one that others would lock now.
    pub(super) fn is_lock(&self, file: &File) -> bool {
        let there = fs::metadata(self.folder.join("lock"));
        file.metadata()
            .and_then(|held| there.map(|there| (held, there)))
            .is_ok_and(|(held, there)| (held.dev(), held.ino()) == (there.dev(), there.ino()))
    }

    /// The folder of the records where it is fixup's alone: outside of git.
    pub(super) fn own_folder(&self) -> Option<&Path> {
        Some(&*self.folder).filter(|folder| folder.ends_with(BESIDE))
    }

    /// Outside of git the folder hides itself from a repository that is made later, and from fixup's own walk.
    fn make_folder(&self) -> io::Result<()> {
        refuse_link(&self.folder)?;
        if !self.folder.is_dir() {
            fs::create_dir_all(&self.folder)?;
            // else a power cut could take the records and leave what they record
            self.folder.parent().map_or(Ok(()), sync_folder)?;
        }
        let ignore = self.folder.join(".gitignore");
        let hidden = || fs::read(&ignore).is_ok_and(|text| text == IGNORE_ALL.as_bytes());
        if self.own_folder().is_some() && !hidden() {
            private(&ignore, IGNORE_ALL)?;
        }
        Ok(())
    }

    pub(super) fn problem(&self, what: &str, error: &io::Error) -> Error {
        cannot(what, &self.folder.display().to_string(), error)
    }

    pub(super) fn is_at(&self, phase: Phase) -> bool {
        self.folder.join(phase.file()).exists()
    }

    /// Whether an apply or undo did not come to its end, at whatever phase.
    pub(super) fn is_interrupted(&self) -> bool {
        let phases = [Phase::Pending, Phase::Committed, Phase::Reverting];
        self.folder.join(NEW).exists() || phases.iter().any(|phase| self.is_at(*phase))
    }

    /// What did not come to its end, and how far it came.
    pub(super) fn interrupted(&self) -> Result<Option<(Phase, Record)>> {
        self.remove(NEW)?;
        for phase in [Phase::Reverting, Phase::Committed, Phase::Pending] {
            if let Some(record) = self.read(phase.file())? {
                return Ok(Some((phase, record)));
            }
        }
        Ok(None)
    }

    /// Writes down what is about to be done, durably: it is either there whole or not at all.
    pub(super) fn begin(&self, record: &mut Record) -> Result<()> {
        if self.own_folder().is_some() && record.mark.is_none() {
            let mark = marks::new(&self.root);
            record.mark = Some(mark.map_err(|error| {
                let error = cannot("keep", "the mark of a record", &error);
                error.note("nothing was written")
            })?);
        }
        let record = &*record;
        let new = self.folder.join(NEW);
        let text = serde_json::to_string(record).expect("a record is plain data");
        if let Err(error) = private(&new, &text) {
            // where the disk is full it is there in part
            let _ = fs::remove_file(&new);
            return Err(self.problem("write in", &error).note("nothing was written"));
        }
        kill::point("it is written down what will be done");
        self.renamed(NEW, Phase::Pending.file())
    }

    /// From one phase to the next.
    pub(super) fn advance(&self, from: Phase, to: Phase) -> Result<()> {
        self.renamed(from.file(), to.file())
    }

    /// What was committed becomes the newest undo record; gives its number.
    pub(super) fn keep(&self) -> Result<u32> {
        let number = self.numbers()?.last().map_or(1, |last| last + 1);
        self.renamed(Phase::Committed.file(), &name(number))?;
        Ok(number)
    }

    /// It is over and leaves no record.
    pub(super) fn end(&self, phase: Phase) -> Result<()> {
        self.remove(phase.file())
    }

    /// The numbers of the undo records, oldest first.
    pub(super) fn numbers(&self) -> Result<Vec<u32>> {
        let entries = if_there(fs::read_dir(&self.folder));
        let Some(entries) = entries.map_err(|error| self.problem("read", &error))? else {
            return Ok(Vec::new());
        };
        let names = entries
            .filter_map(io::Result::ok)
            .map(|entry| entry.file_name());
        let number = |name: &str| name.strip_suffix(".json")?.parse().ok();
        let mut found: Vec<u32> = names.filter_map(|name| number(name.to_str()?)).collect();
        found.sort_unstable();
        Ok(found)
    }

    /// The undo record with this number, if it is there.
    pub(super) fn record(&self, number: u32) -> Result<Option<Record>> {
        self.read(&name(number))
    }

    /// Writes a record anew: it is there whole at every moment.
    pub(super) fn rewrite(&self, number: u32, record: &Record) -> Result<()> {
        let text = serde_json::to_string(record).expect("a record is plain data");
        let new = self.folder.join(REWRITTEN);
        private(&new, &text).map_err(|error| self.problem("write in", &error))?;
        self.renamed(REWRITTEN, &name(number))
    }

    /// Takes an undo record away.
    pub(super) fn forget(&self, number: u32) -> Result<()> {
        self.remove(&name(number))
    }

    /// What nothing speaks of any more needs no mark.
    pub(super) fn unmark(&self, record: &Record) {
        if let Some(mark) = &record.mark {
            marks::forget(&self.root, mark);
        }
    }

    fn read(&self, file: &str) -> Result<Option<Record>> {
        let path = self.folder.join(file);
        let shown = path.display();
        let refused = |why: &str| {
            let error = Error::new(format!("`{shown}` is not used: it {why}"));
            error.note("nothing was written").help(format!(
                "if nobody needs it, remove `{}`",
                self.folder.display()
            ))
        };
        if self.folder.is_symlink() {
            return Err(refused("lies behind a symbolic link"));
        }
        let is_own = path.symlink_metadata();
        let is_own = is_own.map(|data| data.uid() == geteuid().as_raw());
        let read = disk::below(&self.folder, file, LARGEST).map_err(|why| refused(&why))?;
        let Some(bytes) = read else {
            return Ok(None);
        };
        if !is_own.unwrap_or(false) {
            return Err(refused("belongs to another user"));
        }
        let text = String::from_utf8(bytes).map_err(|_| refused("is not UTF-8"))?;
        let record = Record::parse(&text)
            .map_err(|why| Error::new(format!("`{shown}` is no record of fixup")).note(why))?;
        let is_marked = |mark: &String| marks::is_ours(&self.root, mark);
        if self.own_folder().is_some() && !record.mark.as_ref().is_some_and(is_marked) {
            return Err(refused("was not written by you here, and may say anything"));
        }
        Ok(Some(record))
    }

    fn renamed(&self, from: &str, to: &str) -> Result<()> {
        rename(&self.folder.join(from), &self.folder.join(to))
            .and_then(|()| sync_folder(&self.folder))
            .map_err(|error| self.problem("write in", &error))
    }

    /// One that is not there is fine.
    fn remove(&self, file: &str) -> Result<()> {
        if_there(fs::remove_file(self.folder.join(file)))
            .and_then(|_| sync_folder(&self.folder))
            .map_err(|error| self.problem("clean up in", &error))
    }
}

fn name(number: u32) -> String {
    format!("{number:04}.json")
}

/// A new file of the store: it holds what was removed from the user's files, so only its owner can read it.
fn private(path: &Path, text: &str) -> io::Result<()> {
    if_there(fs::remove_file(path))?;
    #[expect(clippy::disallowed_methods, reason = "a file of fixup's own")]
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A folder that came from elsewhere may hold links that lead anywhere.
fn refuse_link(path: &Path) -> io::Result<()> {
    if path.is_symlink() {
        return Err(io::Error::other("it is a symbolic link"));
    }
    Ok(())
}

fn rename(from: &Path, to: &Path) -> io::Result<()> {
    #[expect(clippy::disallowed_methods, reason = "a file of fixup's own")]
    fs::rename(from, to)
}

/// Makes renames and removals in a folder durable, where the file system can.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        Err(error) if is_unsupported(&error) => Ok(()),
        synced => synced,
    }
}

/// What file systems say that know no such thing for folders.
fn is_unsupported(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
    )
}
