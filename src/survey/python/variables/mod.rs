//! Which variables a service needs from its environment, told by how its code reads them, and whether it notices at
//! start that one is missing. Only names are looked at: no file with values is ever opened.

mod loading;
mod noticed;
mod reads;
mod redis;
mod run_at_start;
mod shape;
mod usage;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::code::Survey;
use crate::code::asked::Asked;
use crate::code::python::names::calls;
use crate::code::python::syntax::all_calls;
use crate::edit::script::Script;
use crate::survey::python::app::Framework;
use crate::survey::python::variables::loading::Loaded;
use crate::survey::python::variables::noticed::{Check, Noticed};
pub(crate) use crate::survey::python::variables::reads::{Otherwise, read_at};
use crate::survey::variables::needs::{Meaning, Usage, Variables};
use crate::tree::paths::is_test;

/// Whether a function is run at start, by its file, its place and how many calls are followed from there.
type Started = BTreeMap<(String, usize, usize), bool>;

/// The files that a service loads, the entry first.
pub(crate) struct Program<'s> {
    survey: &'s Survey<'s>,
    framework: &'static dyn Framework,
    files: Vec<String>,
    started: Mutex<Started>,
    /// When each file is loaded.
    loaded: Asked<BTreeMap<String, Loaded>>,
    known: Asked<Known>,
}

/// What there is to know about the environment of a program.
struct Known {
    variables: Variables,
    check: Option<String>,
}

impl<'s> Program<'s> {
    pub(crate) fn new(
        survey: &'s Survey<'s>,
        framework: &'static dyn Framework,
        files: &[String],
    ) -> Self {
        let files = files.iter().filter(|path| !is_test(path));
        Self {
            survey,
            framework,
            files: files.cloned().collect(),
            started: Mutex::default(),
            loaded: Asked::new(),
            known: Asked::new(),
        }
    }

    /// What the service needs.
    pub(crate) fn variables(&self) -> &Variables {
        &self.known().variables
    }

    /// Where a missing variable is noticed at start, if all are: a file and line.
    pub(crate) fn check(&self) -> Option<&str> {
        self.known().check.as_deref()
    }

    /// Where variables are taken out of a file instead of the environment: `dotenv_values(".env")`.
    pub(crate) fn values_of_a_file(&self) -> Option<String> {
        self.scripts_with("dotenv_values").find_map(|script| {
            let mut calls_of = all_calls(script);
            let call = calls_of.find(|call| calls(call, &["dotenv.dotenv_values"]))?;
            // `{**dotenv_values(".env"), **os.environ}`
            let is_merged = call
                .ancestors()
                .any(|n| n.text().contains("environ") && n.kind() == "dictionary");
            (!is_merged).then(|| format!("{}:{}", script.path, script.line(call.range().start)))
        })
    }

    /// Whether the code itself reads a variable; that our own helpers do does not count.
    pub(crate) fn reads(&self, name: &str) -> bool {
        self.scripts_with(name).any(|script| {
            !script.text.contains("NODE_ENV")
                && reads::reads(self.survey, script)
                    .iter()
                    .any(|read| read.name.as_deref() == Some(name))
        })
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

    fn loaded(&self, script: &Script) -> Loaded {
        let known = self.loaded.or_find(|| self.loading());
        known.get(&script.path).copied().unwrap_or(Loaded::Perhaps)
    }

    fn known(&self) -> &Known {
        self.known.or_find(|| self.look())
    }

    fn look(&self) -> Known {
        let scripts: Vec<&'s Script> = self.scripts_with("").collect();
        let mut meanings: Vec<Meaning> = Vec::new();
        for script in scripts
            .iter()
            .filter(|script| reads::mentions(&script.text))
        {
            match self.loaded(script) {
                Loaded::AtStart => meanings.extend(self.meanings(script)),
                Loaded::Later => {
                    meanings.extend(self.meanings(script).into_iter().map(Meaning::later));
                }
                Loaded::Perhaps => {}
            }
        }
        let checks: Vec<Check> = scripts
            .iter()
            .filter(|script| self.loaded(script) == Loaded::AtStart)
            .flat_map(|script| self.checks_in(script))
            .collect();
        let mut noticed: BTreeSet<String> = BTreeSet::new();
        for check in &checks {
            if let Noticed::Names(names) = &check.noticed {
                noticed.extend(names.iter().cloned());
            }
        }
        let grouped: BTreeSet<String> = meanings.iter().filter_map(group).flatten().collect();
        let demanded = noticed.iter().filter(|name| !grouped.contains(*name));
        meanings.extend(demanded.map(|name| Meaning::Name(name.clone(), Usage::Essential)));
        let set: BTreeSet<String> = scripts
            .iter()
            .filter(|script| reads::mentions(&script.text))
            .flat_map(|script| reads::written(self.survey, script))
            .collect();
        let needed = meanings.into_iter().filter(|meaning| !meaning.is_of(&set));
        let variables = Variables::of(needed);
        let is_noticed = |name: &String| noticed.contains(name);
        let are_all_noticed = !noticed.is_empty()
            && variables.required.iter().all(is_noticed)
            && variables
                .any_of
                .iter()
                .all(|group| group.iter().any(is_noticed));
        let check = checks
            .into_iter()
            .find(|check| are_all_noticed || matches!(check.noticed, Noticed::All));
        Known {
            variables,
            check: check.map(|check| check.place),
        }
    }
}

fn group(meaning: &Meaning) -> Option<Vec<String>> {
    match meaning {
        Meaning::AnyOf(names, _) => Some(names.clone()),
        Meaning::Name(..) => None,
    }
}
