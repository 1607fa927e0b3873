//! What scan, diff and apply have in common: the tree, the user's values, and the selection.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use crate::apply;
use crate::cli::Failure;
use crate::cli::arguments::Target;
use crate::error::{Error, Result};
use crate::patch::parameters::Values;
use crate::patch::{Catalogue, builtin};
use crate::plan::review::{Comparison, Review};
use crate::plan::{Finding, Fix, Planner, Selection};
use crate::report;
use crate::tree::{Commit, Overlay, walk_without};

/// A repository, opened for one command.
pub(super) struct Session {
    pub(super) root: PathBuf,
    pub(super) catalogue: Catalogue,
    pub(super) values: Values,
    pub(super) selection: Selection,
    /// Patterns of files that are left out.
    pub(super) exclude: Vec<String>,
    start: Overlay,
}

impl Session {
    /// Opens a repository that is only looked at. What an interrupted apply left is no tree to judge, and that is said;
    /// nothing is written by looking at it, though.
    pub(super) fn look(target: &Target) -> std::result::Result<Self, Failure> {
        let root = root(&target.path)?;
        // git is only waited for
        let (session, half_done) = thread::scope(|scope| {
            let half_done = scope.spawn(|| apply::is_half_done(&root));
            (Self::open(target, false), half_done.join())
        });
        let session = session?;
        // where git cannot be asked, nothing is known of it, and nothing was written by looking
        if half_done.expect("nothing in it panics").unwrap_or(false) {
            report::apply::half_done(&mut anstream::stderr())?;
        }
        Ok(session)
    }

    pub(super) fn open(target: &Target, safe_only: bool) -> Result<Self> {
        let root = root(&target.path)?;
        let mut values = Values::read(&root)?;
        for assignment in &target.set {
            values.set(assignment)?;
        }
        let ignored = values.ignored();
        let exclude = target.exclude.iter().chain(&ignored.paths).cloned();
        let exclude = exclude.collect();
        let selection = Selection {
            issues: target.issue.clone(),
            priority: target.priority,
            category: target.category,
            services: target.service.clone(),
            ignored: ignored.issues,
            safe_only,
        };
        // the walk waits for the disk most of the time
        let (catalogue, tree) = thread::scope(|scope| {
            let tree = scope.spawn(|| walk_without(&root, &target.exclude, &ignored.paths));
            (builtin(), tree.join())
        });
        let catalogue = catalogue?;
        refuse_unbuilt(&selection, &catalogue)?;
        let tree = tree.expect("nothing in it panics")?;
        let start = Overlay::new(Arc::new(tree));
        Ok(Self {
            root,
            catalogue,
            values,
            selection,
            exclude,
            start,
        })
    }
}

impl Session {
    /// What plans on the tree as it stands.
    pub(super) fn planner(&self) -> Planner<'_> {
        self.planner_on(self.start.clone())
    }

    /// What plans on the tree as these fixes leave it.
    pub(super) fn planner_after(&self, fixes: &[Fix]) -> Planner<'_> {
        let after = fixes.last().map_or(&self.start, |fix| &fix.after);
        self.planner_on(after.clone())
    }

    /// What there is to say of the tree as it stands, compared with where it left `since`. What the user leaves out is told
    /// where it leaves out nothing.
    pub(super) fn review(&self, planner: &mut Planner<'_>, since: Option<&str>) -> Result<Review> {
        let since = since
            .map(|revision| self.comparison(revision))
            .transpose()?;
        let review = planner.review(&self.selection, &self.values.ignored().findings, since)?;
        // where even a warning cannot be written, the report still can
        let _ = report::scan::warnings(&mut anstream::stderr(), &review);
        Ok(review)
    }

    /// The findings that fixes leave, without those that the user leaves out.
    pub(super) fn left_after(&self, fixes: &[Fix]) -> Result<Vec<Finding>> {
        let entries = self.values.ignored().findings;
        let review = self
            .planner_after(fixes)
            .review(&self.selection, &entries, None)?;
        Ok(review.fixes.into_iter().map(|fix| fix.finding).collect())
    }

    fn comparison(&self, revision: &str) -> Result<Comparison> {
        let commit = Commit::where_left(&self.root, revision)?;
        let tree = commit.tree(&self.root, &self.exclude)?;
        Ok(Comparison {
            revision: revision.to_owned(),
            tree: Overlay::new(Arc::new(tree)),
            renamed: commit.renamed(&self.root)?,
            commit: commit.id,
            gone: 0,
        })
    }

    /// What plans on any tree.
    pub(super) fn planner_on(&self, tree: Overlay) -> Planner<'_> {
        Planner::new(&self.catalogue, &self.values, tree)
    }
}

/// An issue that was asked for by name and that no patch is built for is said, not passed over.
fn refuse_unbuilt(selection: &Selection, catalogue: &Catalogue) -> Result<()> {
    match selection.unbuilt(catalogue)?.first() {
        Some(patch) if selection.patches(catalogue)?.is_empty() => Err(Error::new(format!(
            "issue {} ({}) has no patch yet",
            patch.issue, patch.name
        ))
        .help("`fixup list` shows which issues have one")),
        _ => Ok(()),
    }
}

pub(super) fn root(path: &Path) -> Result<PathBuf> {
    if path.is_dir() {
        return Ok(path.to_owned());
    }
    let fact = if path.exists() {
        format!("`{}` is not a folder", path.display())
    } else {
        format!("`{}` does not exist", path.display())
    };
    let error = Error::new(fact);
    let word = path.to_string_lossy();
    let parts = word.split([',', '-']);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let is_issue = parts.clone().all(is_number)
        || builtin().is_ok_and(|catalogue| catalogue.get(&word).is_ok());
    Err(if is_issue {
        error.help(format!("an issue is chosen by `--issue {word}`"))
    } else {
        error.help("name the folder of a repository, or run fixup inside it")
    })
}
