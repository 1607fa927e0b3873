//! Which files git tracks: those of its index, whatever `.gitignore` says. Where no git answers, what the walk found counts, and
//! that leaves out what is ignored.

use std::path::Path;

use crate::tree::git;

/// What git's index holds below a root.
#[derive(Debug, Default)]
pub(super) struct Tracked {
    /// Paths, in order.
    pub(super) paths: Vec<String>,
    /// Those that a sparse checkout leaves out.
    pub(super) sparse: Vec<String>,
}

/// What is in git's index below `root`; none where no git answers.
pub(super) fn tracked(root: &Path) -> Option<Tracked> {
    let here = root.canonicalize().ok()?;
    if !here.ancestors().any(|it| it.join(".git").exists()) {
        return None;
    }
    let mut git = git::command(root);
    git.args(["ls-files", "-z", "-t", "--cached", "--", "."]);
    let output = git.output().ok().filter(|it| it.status.success())?;
    let mut found = Tracked::default();
    for entry in output.stdout.split(|byte| *byte == 0) {
        let entry = std::str::from_utf8(entry).unwrap_or_default();
        let Some((tag, path)) = entry.split_once(' ') else {
            continue;
        };
        if tag == "S" {
            found.sparse.push(path.to_owned());
        }
        found.paths.push(path.to_owned());
    }
    found.paths.dedup();
    Some(found)
}
