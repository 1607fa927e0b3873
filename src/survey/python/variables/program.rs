//! The files of a service as far as they speak of the environment, and what is kept of them.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::code::Survey;
use crate::code::answers::Answers;
use crate::edit::script::Script;
use crate::survey::python::app::Framework;
use crate::tree::paths::is_test;

/// Whether a function is run at start, by its file, its place and how many calls are followed from there.
pub(super) type RunAtStart = BTreeMap<(String, usize, usize), bool>;

/// The files that a service loads, the entry first.
pub(crate) struct Program<'s> {
    pub(super) survey: &'s Survey<'s>,
    pub(super) framework: &'static dyn Framework,
    pub(super) files: Vec<String>,
    /// Whether the service starts without its database of documents.
    pub(super) starts_without_documents: bool,
    pub(super) run_at_start: Mutex<RunAtStart>,
    /// What is worked out of them and kept.
    pub(super) answers: Answers,
}

impl<'s> Program<'s> {
    pub(crate) fn new(
        survey: &'s Survey<'s>,
        framework: &'static dyn Framework,
        files: &[String],
        starts_without_documents: bool,
    ) -> Self {
        let files = files.iter().filter(|path| !is_test(path));
        Self {
            survey,
            framework,
            files: files.cloned().collect(),
            starts_without_documents,
            run_at_start: Mutex::default(),
            answers: Answers::default(),
        }
    }

    /// All files.
    pub(crate) fn scripts(&self) -> impl Iterator<Item = &'s Script> {
        self.scripts_with("")
    }

    /// The files whose text holds a word.
    pub(crate) fn scripts_with(&self, word: &str) -> impl Iterator<Item = &'s Script> {
        let survey = self.survey;
        let files = self.files.iter().filter(move |path| {
            let text = survey.text(path);
            text.is_some_and(|text| text.contains(word))
        });
        files.filter_map(move |path| survey.script(path))
    }
}
