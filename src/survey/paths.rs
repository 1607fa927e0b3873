//! What the paths of a repository tell.

use crate::tree::Overlay;

/// The folder for pages that people read: what the repository calls it, else `docs`.
#[must_use]
pub(crate) fn docs(overlay: &Overlay) -> String {
    let known = ["docs", "doc", "documentation"];
    let stands = |name: &&&str| overlay.has_files_below(name);
    (*known.iter().find(stands).unwrap_or(&"docs")).to_owned()
}
