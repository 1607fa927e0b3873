//! What the paths of a repository tell.

use crate::tree::Overlay;

/// The folder for pages that people read: what the repository calls it, else `docs`.
#[must_use]
pub(crate) fn docs(overlay: &Overlay) -> String {
    let known = ["docs", "doc", "documentation"];
    let stands = |name: &&&str| overlay.has_files_below(name);
    (*known.iter().find(stands).unwrap_or(&"docs")).to_owned()
}

/// Whether a file is a test or a stand-in for something, by its path.
#[must_use]
pub(crate) fn is_test(path: &str) -> bool {
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
