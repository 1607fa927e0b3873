//! Everything that can be asked of the services of a small tree, as lines.

use std::path::Path;
use std::sync::Arc;

use crate::code::{Parsed, Survey};
use crate::survey::fact::{Fact, Site, Slot};
use crate::survey::fastapi::stack::FastapiStack;
use crate::survey::stack::{Facts, Stack};
use crate::survey::word::{Kind, Word};
use crate::tree::{Overlay, walk};

/// What is surveyed of a tree: each service with its facts, lists and slots, in lines.
pub(super) struct Seen(Vec<String>);

/// What is surveyed of these files.
pub(super) fn see(files: &[(&str, &str)]) -> Seen {
    let root = tempfile::tempdir().expect("a folder for the test");
    for (path, text) in files {
        let path = root.path().join(path);
        let folder = path.parent().expect("a file has a folder");
        std::fs::create_dir_all(folder).expect("the folder can be made");
        #[expect(clippy::disallowed_methods)]
        std::fs::write(path, text).expect("the file can be written");
    }
    see_at(root.path())
}

fn see_at(root: &Path) -> Seen {
    let overlay = Overlay::new(Arc::new(walk(root, &[]).expect("the folder can be read")));
    let parsed = Parsed::default();
    let survey = Survey::new(&overlay, &parsed);
    let mut lines = Vec::new();
    for service in FastapiStack.services(&survey) {
        let facts = FastapiStack.facts(&survey, &service);
        let facts = facts.expect("a service that was found is there");
        let entry = service.entry.clone().unwrap_or_default();
        lines.push(format!("service {} {entry}", service.path));
        for word in FastapiStack.words() {
            let kind = format!("{:?}", word.kind).to_lowercase();
            let text = what_is_seen(&survey, &*facts, word);
            lines.push(format!("{kind} {}: {text}", word.name));
        }
    }
    Seen(lines)
}

/// What a word gives; a panic where nobody computes it.
fn what_is_seen(survey: &Survey<'_>, facts: &dyn Facts, word: &Word) -> String {
    let found = match word.kind {
        Kind::Fact | Kind::Folder => facts.fact(word.name, None).map(|fact| match fact {
            Fact::Present(value) => value.to_string(),
            Fact::Absent => "-".to_owned(),
            Fact::Unknown(reason) => format!("? {reason}"),
        }),
        Kind::List => facts.sites(word.name).map(|fact| match fact {
            Fact::Present(sites) => {
                let sites = sites.iter().map(|site| text_of(survey, site));
                sites.collect::<Vec<_>>().join(" | ")
            }
            Fact::Absent | Fact::Unknown(_) => "-".to_owned(),
        }),
        Kind::Slot => facts.slot(word.name).map(|slot| match slot {
            Slot::Free(place) => {
                let text = survey.text(&place.path).unwrap_or_default();
                let next = text[place.at..].lines().next().unwrap_or_default().trim();
                format!("{} {:?} {next}", place.path, place.side)
            }
            Slot::Filled => "filled".to_owned(),
            Slot::Missing(reason) => format!("? {reason}"),
        }),
    };
    found.unwrap_or_else(|| panic!("nobody computes `{}`", word.name))
}

fn text_of(survey: &Survey<'_>, site: &Site) -> String {
    let text = survey.text(&site.path).unwrap_or_default();
    format!("{}:{} {}", site.path, site.line, &text[site.range.clone()])
}

impl Seen {
    /// The folders of all services, with their entries.
    pub(super) fn services(&self) -> Vec<&str> {
        let named = |line: &'_ String| line.starts_with("service ");
        self.0
            .iter()
            .filter(|line| named(line))
            .map(|line| &line[8..])
            .collect()
    }

    /// What follows `what`, for the only service.
    pub(super) fn get(&self, what: &str) -> &str {
        let start = format!("{what}: ");
        let found = self.0.iter().find_map(|line| line.strip_prefix(&start));
        found.unwrap_or_else(|| panic!("no {what} in {:#?}", self.0))
    }

    /// Looks at what follows each of these, for the only service.
    pub(super) fn says(&self, wanted: &[(&str, &str)]) {
        for (what, text) in wanted {
            assert_eq!(self.get(what), *text, "{what}");
        }
    }
}

/// The manifest of a service.
pub(super) const MANIFEST: (&str, &str) = ("requirements.txt", "fastapi==0.111.0\nuvicorn\n");

/// A service of one file, which begins with the usual import.
pub(super) fn main(text: &str) -> Seen {
    see(&[
        MANIFEST,
        ("main.py", &format!("from fastapi import FastAPI\n{text}")),
    ])
}
