//! Paths of a repository, as text: relative to its root, with `/`.

/// The folder of a path, empty for the root, and its last name.
#[must_use]
pub fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The folder of a path; empty for the root.
#[must_use]
pub fn folder(path: &str) -> &str {
    split(path).0
}

/// The name of the file or folder at a path.
#[must_use]
pub fn file_name(path: &str) -> &str {
    split(path).1
}

/// `relative` as seen from `folder`; `None` where it leaves the root.
#[must_use]
pub fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts = parts(folder);
    let stays = relative.split('/').all(|part| step(&mut parts, part));
    stays.then(|| parts.join("/"))
}

/// As `join`; what would leave the root stays in it.
pub(super) fn below(folder: &str, relative: &str) -> String {
    let mut parts = parts(folder);
    for part in relative.split('/') {
        step(&mut parts, part);
    }
    parts.join("/")
}

/// Whether `path` is `folder` or lies below it.
#[must_use]
pub fn within(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path == folder
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
}

fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// From a folder to one of its parts, or out of it; false at the root, out of which nothing leads.
fn step<'p>(parts: &mut Vec<&'p str>, part: &'p str) -> bool {
    match part {
        "" | "." => {}
        ".." => return parts.pop().is_some(),
        name => parts.push(name),
    }
    true
}
