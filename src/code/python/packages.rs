//! Which folders of modules are packages: a build of the project takes no others along.

use crate::edit::script::is_python;
use crate::tree::Overlay;
use crate::tree::paths::{below, folder, is_test};

/// The file that makes a folder a package.
const INITIALIZER: &str = "__init__.py";

/// The file that a folder of Python modules needs to become a package: one that is new in a package, or beside others.
#[must_use]
pub fn initializer(overlay: &Overlay, new: &str) -> Option<String> {
    let parent = folder(new);
    let is_neighbour = |path: &str| {
        let package = folder(path);
        let is_package = below(package, INITIALIZER) == path;
        is_package && (package == parent || folder(package) == parent && !is_test(path))
    };
    let is_needed =
        !overlay.paths_below(new).any(is_python) && overlay.paths_below(parent).any(is_neighbour);
    is_needed.then(|| below(new, INITIALIZER))
}
