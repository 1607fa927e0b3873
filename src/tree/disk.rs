//! What is read of a tree: regular files below its root, up to a size, and without waiting for anybody. A tree may be a
//! stranger's, so a name says nothing of what stands there: a link to a device, or a pipe that nobody writes to.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

/// Files above this many bytes are data, not code that somebody wrote.
pub(super) const LARGEST: u64 = MIB * 2;

/// No file of settings is larger.
pub const LARGEST_SETTINGS: u64 = MIB;

const MIB: u64 = 1024 * 1024;

/// The bytes of the file at `path` itself, which is no link.
///
/// # Errors
/// Anything but a regular file of at most `largest` bytes, as what is to be said of it.
pub(super) fn bytes(path: &Path, largest: u64) -> Result<Vec<u8>, String> {
    let fail = |error: io::Error| format!("cannot be read: {}", said(&error));
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits());
    let flags = flags.expect("the flags of a file fit the number that the system takes");
    let open = || {
        #[expect(clippy::disallowed_methods, reason = "it is only read")]
        File::options().read(true).custom_flags(flags).open(path)
    };
    let file = match open() {
        Ok(file) => file,
        Err(error) => return Err(odd(path).unwrap_or_else(|| fail(error))),
    };
    let data = file.metadata().map_err(fail)?;
    if let Some(odd) = odd_kind(&data) {
        return Err(odd.to_owned());
    }
    if data.len() > largest {
        return Err(too_large(largest));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(data.len()).unwrap_or(0) + 1);
    // what the system makes up as it is read has no length
    let mut limited = file.take(largest + 1);
    limited.read_to_end(&mut bytes).map_err(fail)?;
    bounded(bytes, largest)
}

/// Bytes that are not too many.
///
/// # Errors
/// More than `largest`.
pub(super) fn bounded(bytes: Vec<u8>, largest: u64) -> Result<Vec<u8>, String> {
    if bytes.len() as u64 > largest {
        return Err(too_large(largest));
    }
    Ok(bytes)
}

pub(super) fn too_large(largest: u64) -> String {
    format!("is larger than {} MiB", largest / MIB)
}

/// The bytes of the file that `path`, relative to `root`, leads to; `None` where nothing stands there.
///
/// # Errors
/// As `bytes`, and what lies outside of `root`.
pub fn below(root: &Path, path: &str, largest: u64) -> Result<Option<Vec<u8>>, String> {
    let full = root.join(path);
    if let Err(error) = full.symlink_metadata() {
        let is_nothing = matches!(
            error.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
        );
        let why = || format!("cannot be read: {}", said(&error));
        return if is_nothing { Ok(None) } else { Err(why()) };
    }
    let inside = || {
        let (root, real) = (root.canonicalize().ok()?, full.canonicalize().ok()?);
        let inside = real.strip_prefix(&root).ok()?;
        let is_of_git = inside.iter().any(|part| part == ".git");
        (!is_of_git).then_some(real)
    };
    match inside() {
        Some(real) => bytes(&real, largest).map(Some),
        None => Err("is a link that leads out of the repository".to_owned()),
    }
}

/// What stands at `path`, where it is no regular file.
fn odd(path: &Path) -> Option<String> {
    let data = path.symlink_metadata().ok()?;
    odd_kind(&data).map(str::to_owned)
}

/// What something is, where it is no regular file.
pub(super) fn odd_kind(data: &Metadata) -> Option<&'static str> {
    let kind = data.file_type();
    if kind.is_file() {
        None
    } else if kind.is_symlink() {
        Some("is a symbolic link")
    } else if kind.is_dir() {
        Some("is a folder")
    } else if kind.is_fifo() {
        Some("is a pipe, not a file")
    } else {
        Some("is no ordinary file")
    }
}

/// What the system says, without its number.
pub(super) fn said(error: &io::Error) -> String {
    let text = error.to_string();
    let plain = text.split(" (os error").next().unwrap_or(&text);
    plain.to_lowercase()
}
