//! The lines of one `.gitignore` that are new, each before the user's exceptions that it would overrule.

use std::collections::{BTreeMap, BTreeSet};

use crate::edit::{Edit, line_number, splice};
use crate::survey::docker::environment::above_comments;
use crate::survey::fact::Site;
use crate::survey::gitignore::{Ignored, KEPT_HEADING};
use crate::tree::paths::below;

/// What stands above our lines.
const HEADING: &str = "# Secrets";

/// What lets in again what developers are shown, beside the file that git ignores.
pub(super) const EXAMPLES: &str = "!.env*.example";

/// A pattern that keeps secrets out, and paths that tell whether it is there.
pub(super) struct Line {
    pub(super) text: String,
    pub(super) samples: Vec<String>,
    /// Whether a tree without it lets something in that it will have.
    pub(super) is_wanted: bool,
}

impl Line {
    /// A text that stands in every path that the pattern means; an empty one where there may be none.
    pub(super) fn core(&self) -> &str {
        let is_plain = !self.text.contains(['[', '{', '?', '\\', ' ']);
        let parts = self.text.split(['*', '/']).max_by_key(|part| part.len());
        parts.filter(|_| is_plain).unwrap_or_default()
    }
}

/// One more line at the end of a file, once.
pub(super) fn add_exception(sites: &mut Vec<Site>, file: &str, text: &str, line: &str) {
    let last = sites
        .iter_mut()
        .find(|site| site.path == file && site.range.start == text.len());
    let mut lines = last.as_ref().map(|site| lines_of(site)).unwrap_or_default();
    if lines.iter().any(|it| it == line) {
        return;
    }
    if !lines.iter().any(|it| it == KEPT_HEADING) {
        let is_open = lines.is_empty() && is_open_below(text);
        lines.extend((!is_open).then(String::new));
        lines.push(KEPT_HEADING.to_owned());
    }
    lines.push(line.to_owned());
    if let Some(site) = last {
        site.captures.insert("lines".to_owned(), lines.into());
        return;
    }
    sites.push(site(file, text, text.len(), lines));
}

/// Whether what is put at the end of a text needs no blank line above.
fn is_open_below(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    lines.next_back().is_none_or(|line| line.trim().is_empty())
}

fn lines_of(site: &Site) -> Vec<String> {
    let lines = site.captures.get("lines").and_then(|it| it.try_iter().ok());
    lines
        .into_iter()
        .flatten()
        .map(|it| it.to_string())
        .collect()
}

fn site(path: &str, text: &str, at: usize, lines: Vec<String>) -> Site {
    let line = line_number(text, at.min(text.trim_end().len()));
    Site::new(path, at..at, line).with("lines", lines)
}

/// Paths that a pattern may mean.
fn samples(pattern: &str) -> impl Iterator<Item = String> {
    let pattern = pattern.trim_matches('/').replace("**/", "");
    let meant = ["", "x", ".x", ".env"].into_iter();
    meant.map(move |text| pattern.replace('*', text))
}

/// The file of a folder with lines that are new, each before the user's exceptions that it would overrule.
#[derive(Clone)]
pub(super) struct Changed<'t> {
    pub(super) target: &'t str,
    text: &'t str,
    /// The user's exceptions: paths that each lets in, and where it stands with the comments above.
    let_in: Vec<(String, usize)>,
    lines: BTreeMap<usize, Vec<String>>,
    exceptions: BTreeSet<String>,
    /// What git ignores with the lines.
    pub(super) ignored: Ignored,
}

impl<'t> Changed<'t> {
    pub(super) fn of(ignored: &Ignored, target: &'t str, text: &'t str) -> Self {
        let mut at = 0;
        let mut let_in = Vec::new();
        for line in text.split_inclusive('\n') {
            if let Some(pattern) = line.trim_end().strip_prefix('!') {
                let place = above_comments(text, at);
                let_in.extend(samples(pattern).map(|name| (below(target, &name), place)));
            }
            at += line.len();
        }
        Self {
            target,
            text,
            let_in,
            lines: BTreeMap::new(),
            exceptions: BTreeSet::new(),
            ignored: ignored.clone(),
        }
    }

    /// Whether the line makes git ignore more than before.
    pub(super) fn helps(&self, line: &Line) -> bool {
        let with = self.clone().with(line, &BTreeSet::new());
        let mut samples = line.samples.iter();
        samples.any(|it| !self.ignored.ignores(it) && with.ignored.ignores(it))
    }

    /// With one line more.
    pub(super) fn with(mut self, line: &Line, exceptions: &BTreeSet<String>) -> Self {
        let last = self.text.len();
        let rules = self.ignored.clone().with(self.target, &line.text);
        let overrules =
            |(path, _): &&(String, usize)| rules.ignores(path) && !self.ignored.ignores(path);
        let first = self.let_in.iter().find(overrules).map(|(_, at)| *at);
        let at = first.unwrap_or(last);
        self.lines.entry(at).or_default().push(line.text.clone());
        self.exceptions.extend(exceptions.iter().cloned());
        self.look_again()
    }

    fn look_again(mut self) -> Self {
        let edits = self
            .edits()
            .into_iter()
            .map(|(at, lines)| Edit::insert(at, format!("\n{}\n", lines.join("\n"))));
        let text = splice(self.text, edits.collect()).expect("insertions do not overlap");
        self.ignored = self.ignored.with(self.target, &text);
        self
    }

    /// With the line that lets examples in which our own lines hide, or of which the file lets some in and others not.
    pub(super) fn let_examples_in(&mut self, before: &Ignored, homes: &BTreeSet<String>) {
        let path = |home: &str, name: &str| below(home, name);
        let is_lost = |home: &String| {
            let path = path(home, ".env.example");
            self.ignored.ignores(&path) && !before.ignores(&path)
        };
        let lets_in = |name| !before.ignores(&path(self.target, name));
        let is_half = lets_in(".env.example") && !lets_in(".env.prod.example");
        if is_half || homes.iter().any(is_lost) {
            self.exceptions.insert(EXAMPLES.to_owned());
        }
    }

    fn edits(&self) -> BTreeMap<usize, Vec<String>> {
        let mut edits = self.lines.clone();
        if !self.exceptions.is_empty() {
            let last = edits.entry(self.text.len()).or_default();
            last.extend(self.exceptions.iter().cloned());
        }
        edits
    }

    pub(super) fn sites(&self, path: &str) -> Vec<Site> {
        let sites = self.edits().into_iter().map(|(at, mut lines)| {
            if at == self.text.len() {
                lines.insert(0, HEADING.to_owned());
            }
            if at == self.text.len() && !is_open_below(self.text) {
                lines.insert(0, String::new());
            }
            site(path, self.text, at, lines)
        });
        sites.collect()
    }
}
