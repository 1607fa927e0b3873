//! What every form of a report is made of.

use std::collections::BTreeSet;
use std::path::Path;

use crate::patch::{Catalogue, Patch};
use crate::plan::review::Review;
use crate::plan::saved::SavedPlan;
use crate::plan::score::Score;
use crate::plan::{Finding, Fix, Location, diff};
use crate::tree::Overlay;
use crate::tree::paths::{below, folder, upwards, within};

/// What a report is made of.
pub struct Report<'a> {
    /// The root, as the user named it.
    pub root: &'a Path,
    /// The path of the root in its repository, empty or with `/` at its end: other programs count from there.
    pub prefix: &'a str,
    /// The patches.
    pub catalogue: &'a Catalogue,
    /// What there is to say.
    pub review: &'a Review,
    /// The tree as it stands.
    pub tree: &'a Overlay,
    /// The fixes on top of each other.
    pub plan: Option<&'a Planned>,
    /// Whether it is said why each finding matters.
    pub explained: bool,
    /// So many columns are there for people to read.
    pub width: usize,
    /// What nobody may see of the files that findings point into.
    pub hidden: Vec<String>,
}

/// The fixes on top of each other, and what they leave.
pub struct Planned {
    /// The fixes, in the order in which they are applied.
    pub fixes: Vec<Fix>,
    /// The same as a plan.
    pub saved: SavedPlan,
    /// What of it a patch may show, where that is asked for and is not all.
    pub shared: Option<Shared>,
    /// What is left afterwards.
    pub left: Vec<Finding>,
    /// The score afterwards.
    pub score: Score,
}

/// The part of a plan whose lines show no secret.
pub struct Shared {
    /// The plan.
    pub plan: SavedPlan,
    /// What is not in it, as `18 jwt-rotation in api`.
    pub kept_back: BTreeSet<String>,
}

impl Planned {
    /// What a patch is made of.
    #[must_use]
    pub fn in_a_patch(&self) -> &SavedPlan {
        self.shared.as_ref().map_or(&self.saved, |it| &it.plan)
    }
}

impl Report<'_> {
    pub(super) fn plan(&self) -> &Planned {
        self.plan
            .expect("a report that shows the plan is given one")
    }

    /// The patch that knows a finding.
    pub(super) fn patch(&self, finding: &Finding) -> &Patch {
        let patch = self.catalogue.patch(finding.issue);
        patch.expect("findings are those of patches")
    }

    /// The texts that no report may show.
    pub(super) fn secrets(&self) -> Vec<&str> {
        let planned = self.plan.into_iter().flat_map(|plan| &plan.fixes);
        let fixes = self.review.fixes.iter().chain(planned);
        let known = self.review.secrets.iter().map(String::as_str);
        let mut secrets: Vec<&str> = fixes.flat_map(|fix| fix.after.secrets()).collect();
        secrets.extend(known);
        secrets.sort_unstable();
        secrets.dedup();
        secrets
    }

    /// Whether a text would show a secret.
    pub(super) fn is_secret(&self, text: &str) -> bool {
        diff::masked(text, &self.secrets()) != text
    }

    /// A path as other programs count it.
    pub(super) fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// The places of a finding that are there; where all are only to come, the file that is nearest to the first.
    pub(super) fn places(&self, finding: &Finding) -> Vec<Location> {
        let is_there =
            |place: &&Location| self.tree.text(&place.path).is_ok_and(|text| text.is_some());
        let places: Vec<Location> = finding.places.iter().filter(is_there).cloned().collect();
        if !places.is_empty() {
            return places;
        }
        let service = if finding.service == "." {
            ""
        } else {
            &finding.service
        };
        let from = if finding.path == "." {
            service
        } else {
            &finding.path
        };
        let nearest = upwards(from).find_map(|folder| self.standing_in(folder));
        let path = nearest.unwrap_or_else(|| finding.path.clone());
        vec![Location {
            path,
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
        }]
    }

    /// The file of a folder that a finding about the whole of it may point to: what says how it is built, else the first.
    fn standing_in(&self, folder_path: &str) -> Option<String> {
        const TELLING: [&str; 7] = [
            "package.json",
            "pyproject.toml",
            "requirements.txt",
            "main.tf",
            "Dockerfile",
            "docker-compose.yml",
            "README.md",
        ];
        let named = TELLING.iter().map(|name| below(folder_path, name));
        let mut named = named.filter(|path| self.tree.is_listed(path));
        let first = |is_one: &dyn Fn(&str) -> bool| {
            let mut paths = self.tree.paths();
            paths.find(|path| is_one(path)).map(str::to_owned)
        };
        let inside = || first(&|path| folder(path) == folder_path);
        let below = || first(&|path| within(path, folder_path));
        named.next().or_else(inside).or_else(below)
    }
}
