//! Findings that the user leaves out: by an `[[ignore]]` of `fixup.toml`, or by a comment at each of their places. Each says
//! why; what leaves out nothing is told.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::code::Survey;
use crate::edit::script::Script;
use crate::error::{Error, Result};
use crate::patch::Catalogue;
use crate::patch::ignored::{Day, Entry};
use crate::patch::parameters::FILE;
use crate::plan::{Finding, Location, State};
use crate::tree::{CODE, Literal, is_terraform};

/// A finding that is left out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Ignored {
    /// The finding.
    pub finding: Finding,
    /// Why it is left out.
    pub reason: String,
    /// Where that is said.
    pub path: String,
    /// The line there.
    pub line: usize,
    /// The last day, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// What leaves findings out.
pub(super) struct Ignoring<'a> {
    entries: Vec<(u8, &'a Entry)>,
    comments: BTreeMap<(String, usize), Comment>,
    /// Entries and comments that left something out, by their place.
    used: BTreeSet<(String, usize)>,
}

/// A comment `fixup-ignore: ISSUE -- REASON`.
struct Comment {
    issue: Option<u8>,
    word: String,
    reason: String,
}

/// What such comments begin with.
const MARK: &str = "fixup-ignore:";

impl<'a> Ignoring<'a> {
    /// What the entries and the comments of a tree say.
    pub(super) fn of(
        entries: &'a [Entry],
        catalogue: &Catalogue,
        survey: &Survey<'_>,
        findings: &[&Finding],
    ) -> Result<Self> {
        let known = |entry: &'a Entry| {
            let patch = catalogue.get(&entry.issue);
            let patch = patch
                .map_err(|error| error.note(format!("in `[[ignore]]` at `{FILE}`:{}", entry.line)));
            Ok((patch?.issue, entry))
        };
        Ok(Self {
            entries: entries.iter().map(known).collect::<Result<_>>()?,
            comments: comments(catalogue, survey, findings),
            used: BTreeSet::new(),
        })
    }

    /// The issues of services that an entry leaves out today.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (u8, &str)> {
        let today = self
            .entries
            .iter()
            .filter(|(_, it)| !it.until.is_some_and(Day::is_over));
        today.map(|(issue, it)| (*issue, it.service.as_str()))
    }

    /// Why the findings of one issue in one service are left out; nothing where they are not.
    pub(super) fn leaves_out(&mut self, findings: &[&Finding]) -> Option<Ignored> {
        let first = findings.first().filter(|it| it.state != State::Fixed)?;
        let entry = self.entries.iter().find(|(issue, entry)| {
            *issue == first.issue
                && entry.service == first.service
                && !entry.until.is_some_and(Day::is_over)
        });
        if let Some((_, entry)) = entry {
            self.used.insert((FILE.to_owned(), entry.line));
            return Some(Ignored {
                finding: (*first).clone(),
                reason: entry.reason.clone(),
                path: FILE.to_owned(),
                line: entry.line,
                until: entry.until.map(|day| day.to_string()),
            });
        }
        let places: Vec<&Location> = findings.iter().flat_map(|it| &it.places).collect();
        let at: Option<Vec<(String, usize)>> = places
            .iter()
            .map(|place| self.comment_at(place, first.issue))
            .collect();
        let at = at.filter(|at| !at.is_empty())?;
        let (path, line) = at[0].clone();
        let reason = self.comments[&at[0]].reason.clone();
        self.used.extend(at);
        Some(Ignored {
            finding: (*first).clone(),
            reason,
            path,
            line,
            until: None,
        })
    }

    /// The comment of an issue that stands in the line of a place, or right above it.
    fn comment_at(&self, place: &Location, issue: u8) -> Option<(String, usize)> {
        let says = |line: usize| {
            let key = (place.path.clone(), line);
            let comment = self.comments.get(&key)?;
            (comment.issue == Some(issue) && !comment.reason.is_empty()).then_some(key)
        };
        // several may stand one above the other
        let above = (1..place.line).rev();
        let block =
            above.take_while(|line| self.comments.contains_key(&(place.path.clone(), *line)));
        std::iter::once(place.line).chain(block).find_map(says)
    }

    /// What leaves nothing out, as far as `is_looked_at` says that it could have: each with what to do about it.
    pub(super) fn unused(&self, is_looked_at: &dyn Fn(u8, Option<&str>) -> bool) -> Vec<Error> {
        let entries = self
            .entries
            .iter()
            .filter(|(issue, it)| is_looked_at(*issue, Some(&it.service)));
        let entries = entries.filter_map(|(_, entry)| {
            let what = format!("`[[ignore]]` of {} in `{}`", entry.issue, entry.service);
            let at = format!("at `{FILE}`:{}", entry.line);
            if let Some(day) = entry.until.filter(|day| day.is_over()) {
                let error = Error::new(format!("{what} ended on {day}")).note(at);
                return Some(error.help("fix the finding, or set a later day"));
            }
            let is_used = self.used.contains(&(FILE.to_owned(), entry.line));
            let error = Error::new(format!("{what} leaves nothing out")).note(at);
            (!is_used).then(|| error.help("take it out of the file"))
        });
        let comments =
            self.comments.iter().filter_map(|(at, comment)| {
                let what = format!("`{MARK} {}` at `{}`:{}", comment.word, at.0, at.1);
                let Some(issue) = comment.issue else {
                    let error = Error::new(format!("{what} names no issue"));
                    return Some(error.help(
                        "write `fixup-ignore: ISSUE -- REASON`; `fixup list` shows the issues",
                    ));
                };
                if comment.reason.is_empty() {
                    let error = Error::new(format!("{what} has no reason, and leaves nothing out"));
                    return Some(error.help(format!("write `{MARK} {} -- REASON`", comment.word)));
                }
                if self.used.contains(at) || !is_looked_at(issue, None) {
                    return None;
                }
                let error = Error::new(format!("{what} leaves nothing out"));
                Some(
                error
                    .note("a finding is left out where such a comment stands at each of its places")
                    .help("take it out"),
            )
            });
        entries.chain(comments).collect()
    }
}

/// The comments of a tree that leave findings out, by file and line: in code wherever they stand, elsewhere where they fill the line.
fn comments(
    catalogue: &Catalogue,
    survey: &Survey<'_>,
    findings: &[&Finding],
) -> BTreeMap<(String, usize), Comment> {
    let overlay = survey.overlay;
    let marked = overlay.paths().filter(|path| {
        let literal = if is_terraform(path) {
            Literal::IgnoredInTerraform
        } else {
            Literal::Ignored
        };
        overlay.has_literal(path, literal)
    });
    let places = findings
        .iter()
        .flat_map(|it| &it.places)
        .map(|it| it.path.as_str());
    let files: BTreeSet<&str> = marked.chain(places).collect();
    let mut found = BTreeMap::new();
    for path in files {
        let Some(text) = overlay
            .text(path)
            .ok()
            .flatten()
            .filter(|text| text.contains(MARK))
        else {
            continue;
        };
        let is_code = CODE
            .iter()
            .any(|ending| path.rsplit_once('.').is_some_and(|it| it.1 == *ending));
        let script = is_code.then(|| survey.script(path)).flatten();
        for (at, _) in text.match_indices(MARK) {
            let lead = text[..at].rsplit('\n').next().unwrap_or_default().trim();
            let is_comment = match &script {
                Some(script) => is_comment(script, at),
                None => matches!(lead, "#" | "//" | "<!--"),
            };
            if is_comment {
                let line = text[..at].matches('\n').count() + 1;
                found.insert(
                    (path.to_owned(), line),
                    comment(catalogue, &text[at + MARK.len()..]),
                );
            }
        }
    }
    found
}

/// What stands behind the mark, to the end of the line.
fn comment(catalogue: &Catalogue, rest: &str) -> Comment {
    let rest = rest.lines().next().unwrap_or_default();
    let rest = rest
        .trim_end()
        .trim_end_matches("*/")
        .trim_end_matches("-->");
    let (word, reason) = rest.split_once(" -- ").unwrap_or((rest, ""));
    let word = word.trim().to_owned();
    Comment {
        issue: catalogue.get(&word).ok().map(|patch| patch.issue),
        reason: reason.trim().to_owned(),
        word,
    }
}

/// Whether a byte of a script belongs to a comment.
fn is_comment(script: &Script, at: usize) -> bool {
    let root = script.root();
    root.dfs()
        .any(|node| node.kind() == "comment" && node.range().contains(&at))
}
