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

/// A folder and all that it lies in, up to the root.
pub fn upwards(from: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(from), |at| (!at.is_empty()).then(|| folder(at)))
}

/// `relative` as seen from `folder`; `None` where it leaves the root.
#[must_use]
pub fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts = parts(folder);
    let stays = relative.split('/').all(|part| step(&mut parts, part));
    stays.then(|| parts.join("/"))
}

/// As `join`; what would leave the root stays in it.
pub(crate) fn resolved(folder: &str, relative: &str) -> String {
    let mut parts = parts(folder);
    for part in relative.split('/') {
        step(&mut parts, part);
    }
    parts.join("/")
}

/// The path of `name` in `folder`, either of which may be empty.
#[must_use]
pub fn below(folder: &str, name: &str) -> String {
    match (folder.is_empty(), name.is_empty()) {
        (true, _) => name.to_owned(),
        (_, true) => folder.to_owned(),
        _ => format!("{folder}/{name}"),
    }
}

/// How `path` is reached from the folder of the file `from`: how many folders up, and which names lead down from there.
#[must_use]
pub fn relative<'p>(from: &str, path: &'p str) -> (usize, Vec<&'p str>) {
    let here = folder(from).split('/').filter(|part| !part.is_empty());
    let here: Vec<&str> = here.collect();
    let mut there: Vec<&str> = path.split('/').collect();
    let shared = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
    (here.len() - shared, there.split_off(shared))
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

/// Whether a file is a test or a stand-in for something, by its path.
#[must_use]
pub fn is_test(path: &str) -> bool {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.split('.').next().unwrap_or(file);
    let stands_in = ["mock", "stub", "fake"]
        .iter()
        .any(|mark| stem.starts_with(mark) || stem.ends_with(mark));
    let test_folder = |name: &str| {
        matches!(
            name,
            "test"
                | "tests"
                | "integration-tests"
                | "__tests__"
                | "__mocks__"
                | "mocks"
                | "e2e"
                | "fixtures"
                | "cypress"
        )
    };
    stands_in
        || folders.split('/').any(test_folder)
        || [".test.", ".spec.", ".mock."]
            .iter()
            .any(|mark| file.contains(mark))
}
