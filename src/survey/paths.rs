//! What the paths of a repository tell.

use crate::survey::fact::{Captures, Place, Side, Slot};
use crate::tree::Overlay;
use crate::tree::paths::{below, join};

/// The folder for pages that people read: what the repository calls it, else `docs`.
#[must_use]
pub(crate) fn docs(overlay: &Overlay) -> String {
    let known = ["docs", "doc", "documentation"];
    let stands = |name: &&&str| overlay.has_files_below(name);
    (*known.iter().find(stands).unwrap_or(&"docs")).to_owned()
}

/// What the folder of a service calls it: its last part that does not only say that sources lie there; none at the root.
#[must_use]
pub(crate) fn named(folder: &str) -> Option<&str> {
    let mut parts = folder.rsplit('/').filter(|part| !part.is_empty());
    parts.find(|part| !matches!(*part, "src" | "source" | "sources"))
}

/// The place of a page in the folder for pages; filled where it stands, whichever service it was written for.
#[must_use]
pub(crate) fn page(overlay: &Overlay, name: &str) -> Slot {
    let path = below(&docs(overlay), name);
    if overlay.exists(&path) {
        return Slot::Filled;
    }
    Slot::Free(Place {
        path,
        at: 0,
        side: Side::Before,
        indent: String::new(),
        captures: Captures::new(),
    })
}

/// A folder that a service writes, where its data must outlive the container: relative to where the service runs, and neither
/// a log nor something for a moment.
#[must_use]
pub(crate) fn written_folder(path: &str) -> Option<String> {
    let folder = join("", path).filter(|_| !path.starts_with(['/', '~']))?;
    let passes = |part: &str| {
        matches!(
            part,
            "log" | "logs" | "tmp" | "temp" | "cache" | ".cache" | "dist" | "build"
        ) || part.contains(['$', '{', '*', ' ', ':'])
    };
    (!folder.is_empty() && !folder.split('/').any(passes)).then_some(folder)
}
