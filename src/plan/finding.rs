//! How an issue stands in a service, and where: what a scan tells.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::patch::{Category, Priority};
use crate::plan::diff::masked;
use crate::plan::place::{Location, renumbered};
use crate::plan::since::Change;
use crate::tree::Overlay;

/// How an issue stands in a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// A fix is ready.
    Open,
    /// Nothing to do.
    Fixed,
    /// A value is missing; the reason names it.
    Held,
    /// It cannot be placed or told; the reason says why.
    Blocked,
    /// Only a person can do it.
    Manual,
}

impl State {
    /// The word for reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Fixed => "fixed",
            Self::Held => "held",
            Self::Blocked => "blocked",
            Self::Manual => "manual",
        }
    }

    /// Whether something must still happen before the issue is gone.
    #[must_use]
    pub fn is_unresolved(self) -> bool {
        matches!(self, Self::Open | Self::Held | Self::Blocked)
    }
}

/// An issue × a service × a state, with all its places. The fields are those of the JSON report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// The issue's number.
    pub issue: u8,
    /// The issue's name.
    pub name: String,
    /// The service's path.
    pub service: String,
    /// The service's stack.
    pub stack: String,
    /// How it stands.
    pub state: State,
    /// How urgent it is.
    pub priority: Priority,
    /// What it belongs to.
    pub category: Category,
    /// File of the first place.
    pub path: String,
    /// Line of the first place.
    pub line: usize,
    /// All places, the first included.
    pub places: Vec<Location>,
    /// What is wrong, or a remark.
    pub message: String,
    /// Why it is held or blocked.
    pub reason: Option<String>,
    /// What it is known by in every run: told by the issue and the service, whatever lines and paths do.
    pub fingerprint: String,
    /// How it stands to the commit of `--since`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// What is to be said of the fix in this very service; the message has it, too.
    #[serde(skip)]
    pub remarks: Vec<String>,
}

/// Remarks behind the message of a finding.
pub(super) fn behind(remarks: &[String]) -> String {
    if remarks.is_empty() {
        return String::new();
    }
    format!(" ({})", remarks.join("; "))
}

impl Finding {
    /// The message without the remarks that are told one by one where there are several.
    #[must_use]
    pub fn headline(&self) -> (&str, &[String]) {
        match &*self.remarks {
            [] | [_] => (&self.message, &[]),
            several => {
                let behind = behind(several);
                let plain = self.message.strip_suffix(&*behind);
                (plain.unwrap_or(&self.message), several)
            }
        }
    }

    /// Names the places as they are in the tree before some changes.
    pub(super) fn place_before(&mut self, after: &Overlay, before: &Overlay) {
        for place in &mut self.places {
            *place = place.before(after, before);
        }
        self.places
            .dedup_by(|a, b| a.path == b.path && a.line == b.line);
        if let Some(first) = self.places.first() {
            self.line = first.line;
        }
        let told = self.remarks.iter_mut().chain(&mut self.reason);
        for text in told.chain([&mut self.message]) {
            *text = renumbered(text, after, before);
        }
    }

    /// The finding as a report may tell it.
    pub(super) fn mask(&mut self, secrets: &[&str]) {
        let mask = |text: &mut String| *text = masked(text, secrets);
        mask(&mut self.message);
        self.reason.iter_mut().for_each(mask);
        self.remarks.iter_mut().for_each(mask);
    }

    /// Whether it is to be shown where only what changed is: all of them, where nothing is compared.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.change != Some(Change::Older)
    }

    /// The issue and the service, which say what it is.
    #[must_use]
    pub fn pair(&self) -> (u8, String) {
        (self.issue, self.service.clone())
    }

    /// What reports are sorted by.
    pub(super) fn place(&self) -> (u8, &str, &str, usize, &str) {
        let (service, path) = (&self.service, &self.path);
        (self.issue, service, path, self.line, &self.stack)
    }
}

/// Gives each finding, in the order of reports, what it is known by.
pub(super) fn fingerprint<'f>(findings: impl Iterator<Item = &'f mut Finding>) {
    let mut seen = BTreeMap::<(u8, String), usize>::new();
    for finding in findings {
        let count = seen.entry(finding.pair()).or_default();
        *count += 1;
        let hash = Sha256::digest(format!("{}\0{}", finding.name, finding.service));
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        finding.fingerprint = format!("{hex}:{count}");
    }
}
