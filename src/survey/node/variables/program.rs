//! The scripts of a service that run in its process, and what is kept of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::code::Survey;
use crate::code::asked::Asked;
use crate::edit::script::Script;
use crate::survey::variables::needs::Variables;

/// Whether a function is run at start, by its file, its place and how many calls are followed from there.
pub(super) type Started = BTreeMap<(String, usize, usize), bool>;

/// The scripts of a service that run in its process, the entry first.
pub(crate) struct Program<'s> {
    pub(super) survey: &'s Survey<'s>,
    pub(super) files: Vec<String>,
    /// Variables that are named elsewhere than in these files.
    pub(super) named: Vec<String>,
    pub(super) started: Mutex<Started>,
    pub(super) environment: Asked<Variables>,
    pub(super) check: Asked<Option<String>>,
    /// The files that every start loads.
    pub(super) loaded: Asked<BTreeSet<String>>,
}

impl<'s> Program<'s> {
    /// The program of these files; it also needs what `named` lists.
    pub(crate) fn new(survey: &'s Survey<'s>, files: &[String], named: Vec<String>) -> Self {
        Self {
            survey,
            files: files.to_vec(),
            named,
            started: Mutex::default(),
            environment: Asked::new(),
            check: Asked::new(),
            loaded: Asked::new(),
        }
    }

    /// Its files.
    pub(crate) fn files(&self) -> &[String] {
        &self.files
    }

    /// The scripts that speak of the environment.
    pub(super) fn scripts(&self) -> impl Iterator<Item = &'s Script> {
        let survey = self.survey;
        let mentions = move |path: &&String| {
            let text = survey.overlay.text(path).ok().flatten();
            text.is_some_and(|text| text.contains("env") && text.contains("process"))
        };
        let read = self.files.iter().filter(mentions);
        read.filter_map(move |path| survey.script(path))
    }
}
