//! Whether a record outside of git is this user's own. A tree may come with a folder of records that somebody else wrote,
//! and these say what is to be written where. So each record of ours carries a number that nobody can guess, and a file of
//! that name lies where the user's programs keep their state, out of any tree.

use std::collections::hash_map::RandomState;
use std::env;
use std::fs::{self, DirBuilder, File};
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::process::geteuid;

/// A new mark, for a record of the tree at `root`.
pub(super) fn new(root: &Path) -> io::Result<String> {
    let random = || RandomState::new().build_hasher().finish();
    let mark = format!("{:016x}{:016x}", random(), random());
    let mut last = io::Error::other("there is no place for a user's state");
    for folder in folders(root) {
        match put(&folder, &mark) {
            Ok(()) => return Ok(mark),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn put(folder: &Path, mark: &str) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    if !is_own(folder) {
        return Err(io::Error::other("it belongs to somebody else"));
    }
    #[expect(clippy::disallowed_methods, reason = "a file of fixup's own")]
    File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(folder.join(mark))?
        .sync_all()
}

/// Whether a record with this mark was written by this user, outside of the tree at `root`.
pub(super) fn is_ours(root: &Path, mark: &str) -> bool {
    let is_mark = mark.len() == 32 && mark.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_mark
        && folders(root)
            .iter()
            .any(|folder| is_own(folder) && is_own(&folder.join(mark)))
}

/// The record is gone.
pub(super) fn forget(root: &Path, mark: &str) {
    for folder in folders(root) {
        // one that stays marks nothing any more
        let _ = fs::remove_file(folder.join(mark));
    }
}

/// Where marks may lie; never in the tree itself.
fn folders(root: &Path) -> Vec<PathBuf> {
    let named = |name: &str| env::var_os(name).map(PathBuf::from);
    let state = named("XDG_STATE_HOME").map(|it| it.join("fixup"));
    let home = named("HOME").map(|it| it.join(".local/state/fixup"));
    let passing = env::temp_dir().join(format!("fixup-{}", geteuid().as_raw()));
    let all = state.into_iter().chain(home).chain([passing]);
    all.filter(|it| it.is_absolute() && !it.starts_with(root))
        .collect()
}

/// Whether something is this user's and no link.
fn is_own(path: &Path) -> bool {
    let data = path.symlink_metadata();
    data.is_ok_and(|data| !data.is_symlink() && data.uid() == geteuid().as_raw())
}
