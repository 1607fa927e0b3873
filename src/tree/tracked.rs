//! Which files git tracks: those of its index, whatever `.gitignore` says. Where no git answers, what the walk found counts, and
//! that leaves out what is ignored.

use std::collections::BTreeSet;
use std::path::Path;

use ignore::overrides::Override;

use crate::tree::git;
use crate::tree::walk::is_skipped;

/// The paths in git's index below `root` that are still on disk and not left out; none where no git answers.
pub(super) fn tracked(root: &Path, exclude: &Override) -> Option<BTreeSet<String>> {
    let mut git = git::command(root);
    git.args(["ls-files", "-z", "--cached", "--", "."]);
    let output = git.output().ok().filter(|it| it.status.success())?;
    let names = output.stdout.split(|byte| *byte == 0);
    let paths = names.filter_map(|name| std::str::from_utf8(name).ok());
    let stays = |path: &&str| {
        !path.is_empty()
            && !path.split('/').any(is_skipped)
            && !exclude.matched(path, false).is_ignore()
            && is_file(&root.join(path))
    };
    Some(paths.filter(stays).map(str::to_owned).collect())
}

/// Whether a file stands there; a link may lead anywhere and is none.
fn is_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|data| data.is_file())
}
