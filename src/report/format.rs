//! The forms of a report, and what all of them are made of.

use std::io::{self, Write};
use std::path::Path;

use crate::patch::{Catalogue, Patch};
use crate::plan::review::Review;
use crate::plan::saved::SavedPlan;
use crate::plan::score::Score;
use crate::plan::{Finding, Fix, Location, diff};
use crate::report::{
    annotations, code_quality, diff as diffs, json, markdown, pull_request, rdjson, sarif, scan,
};
use crate::tree::Overlay;
use crate::tree::paths::{below, folder, upwards, within};

/// The forms of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs; a contract, with a version and a schema.
    Json,
    /// The fixes as one patch, as `git apply` takes it.
    Patch,
    /// A comment of a pull request, as full as its 65,536 characters allow.
    Markdown,
    /// The same with the room of a job summary, 1 MiB.
    Summary,
    /// Annotations of a step of GitHub Actions.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Code Quality of GitLab.
    Gitlab,
    /// Reviewdog Diagnostic Format, with suggestions.
    Rdjson,
    /// The text of a pull request that brings the fixes.
    PullRequest,
}

impl Format {
    /// Whether it shows the fixes on top of each other, and what they leave.
    #[must_use]
    pub fn shows_plan(self) -> bool {
        matches!(
            self,
            Self::Patch | Self::Markdown | Self::Summary | Self::PullRequest
        )
    }
}

/// Which command speaks: text and JSON are its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Findings.
    Scan,
    /// Fixes.
    Diff,
}

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
}

/// The fixes on top of each other, and what they leave.
pub struct Planned {
    /// The fixes, in the order in which they are applied.
    pub fixes: Vec<Fix>,
    /// The same as a plan.
    pub saved: SavedPlan,
    /// What is left afterwards.
    pub left: Vec<Finding>,
    /// The score afterwards.
    pub score: Score,
}

impl Report<'_> {
    /// Prints the report.
    ///
    /// # Errors
    /// What the writer says.
    pub fn print(&self, out: &mut dyn Write, format: Format, of: Of) -> io::Result<()> {
        match (format, of) {
            (Format::Text, Of::Scan) => scan::text(out, self),
            (Format::Text, Of::Diff) => diffs::text(out, self),
            (Format::Json, Of::Scan) => json::scan(out, self),
            (Format::Json, Of::Diff) => diffs::json(out, self),
            (Format::Patch, _) => diffs::patch_file(out, &self.plan().saved),
            (Format::Markdown, _) => markdown::print(out, self, markdown::COMMENT),
            (Format::Summary, _) => markdown::print(out, self, markdown::JOB_SUMMARY),
            (Format::Github, _) => annotations::print(out, self),
            (Format::Sarif, _) => sarif::print(out, self),
            (Format::Gitlab, _) => code_quality::print(out, self),
            (Format::Rdjson, _) => rdjson::print(out, self),
            (Format::PullRequest, _) => pull_request::print(out, self),
        }
    }

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
        let mut secrets: Vec<&str> = fixes.flat_map(|fix| fix.after.secrets()).collect();
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
