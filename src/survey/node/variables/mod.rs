//! Which variables a service needs from its environment, told by how its code reads them, and whether something checks
//! that they are there. Only names are looked at: no file with values is ever opened.

mod around;
mod branches;
mod checks;
mod choices;
mod forms;
mod members;
mod providers;
mod reads;
mod starts;
mod texts;
mod usage;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::code::Survey;
use crate::code::asked::Asked;
use crate::code::javascript::modules::resolve;
use crate::code::javascript::names::required;
use crate::edit::script::{Node, Script, is_script, string_value};
use crate::survey::node::variables::choices::Need;
pub(crate) use crate::survey::node::variables::reads::is_environment;
pub(crate) use crate::survey::variables::needs::{Meaning, Usage, Variables};
use crate::tree::paths::{folder, is_test, join};

/// Whether a function is run at start, by its file, its place and how many calls are followed from there.
type Started = BTreeMap<(String, usize, usize), bool>;

/// The scripts of a service that run in its process, the entry first.
pub(crate) struct Program<'s> {
    survey: &'s Survey<'s>,
    files: Vec<String>,
    /// Variables that are named elsewhere than in these files.
    named: Vec<String>,
    started: Mutex<Started>,
    environment: Asked<Variables>,
    check: Asked<Option<String>>,
}

impl<'s> Program<'s> {
    /// The program of these files and of those that they load by a path; it also needs what `named` lists.
    pub(crate) fn new(survey: &'s Survey<'s>, files: &[String], named: Vec<String>) -> Self {
        Self {
            survey,
            files: [files.to_vec(), loaded_by_path(survey, files)].concat(),
            named,
            started: Mutex::default(),
            environment: Asked::new(),
            check: Asked::new(),
        }
    }

    /// Its files.
    pub(crate) fn files(&self) -> &[String] {
        &self.files
    }

    /// What the service needs.
    pub(crate) fn environment(&self) -> &Variables {
        self.environment.or_find(|| self.variables())
    }

    /// Where the environment is checked: a file and line.
    pub(crate) fn check(&self) -> Option<&str> {
        self.check.or_find(|| self.find_check()).as_deref()
    }

    /// The scripts that speak of the environment.
    fn scripts(&self) -> impl Iterator<Item = &'s Script> {
        let survey = self.survey;
        let mentions = move |path: &&String| {
            let text = survey.overlay.text(path).ok().flatten();
            text.is_some_and(|text| text.contains("env") && text.contains("process"))
        };
        let read = self.files.iter().filter(mentions);
        read.filter_map(move |path| survey.script(path))
    }

    fn variables(&self) -> Variables {
        let scripts: Vec<&'s Script> = self.scripts().collect();
        let needs: Vec<Need> = scripts
            .iter()
            .flat_map(|script| self.needs_in(script))
            .collect();
        let set: BTreeSet<String> = scripts
            .iter()
            .flat_map(|script| reads::written(script))
            .collect();
        let asked_for: BTreeSet<String> = scripts
            .iter()
            .flat_map(|script| usage::asked_for(script))
            .collect();
        let is_optional = |meaning: &Meaning| {
            matches!(meaning, Meaning::Name(_, Usage::Late)) && meaning.is_of(&asked_for)
        };
        let meanings = choices::resolve(&needs).into_iter();
        let named = self.named.iter().cloned();
        let meanings = meanings.chain(named.map(|name| Meaning::Name(name, Usage::Essential)));
        Variables::of(meanings.filter(|meaning| !meaning.is_of(&set) && !is_optional(meaning)))
    }
}

/// The files that the code of `entry` loads, with those whose path is put together from `__dirname`.
fn loaded_by_path(survey: &Survey<'_>, files: &[String]) -> Vec<String> {
    let mut known: BTreeSet<String> = files.iter().cloned().collect();
    let mut open: Vec<String> = files.to_vec();
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        for next in computed_loads(survey, &path) {
            for loaded in crate::survey::node::reach::reached_from(survey, &next) {
                if !is_test(&loaded) && known.insert(loaded.clone()) {
                    open.push(loaded.clone());
                    found.push(loaded);
                }
            }
        }
    }
    found
}

/// `require(__dirname + "/../config.js")`, `require(path.join(__dirname, "..", "config.js"))`.
fn computed_loads(survey: &Survey<'_>, path: &str) -> Vec<String> {
    let text = survey.overlay.text(path).ok().flatten();
    if !text.is_some_and(|text| text.contains("__dirname")) {
        return Vec::new();
    }
    let Some(script) = survey.script(path) else {
        return Vec::new();
    };
    let root = script.root();
    let calls = root.dfs().filter(|n| {
        n.kind() == "call_expression"
            && required(n).is_none()
            && n.field("function")
                .is_some_and(|callee| callee.text() == "require")
    });
    let relative = |call: Node<'_>| {
        let argument = crate::edit::script::arguments(&call).into_iter().next()?;
        let parts = below_folder(&argument)?;
        let path = join(folder(path), &parts.join("/"))?;
        let from = format!(
            "./{}",
            path.strip_prefix(folder(&script.path))
                .unwrap_or(&path)
                .trim_start_matches('/')
        );
        resolve(survey.overlay, &script.path, &from)
            .or_else(|| survey.overlay.is_listed(&path).then_some(path))
    };
    calls
        .filter_map(relative)
        .filter(|path| is_script(path))
        .collect()
}

/// The parts of a path that begins with `__dirname`.
fn below_folder(node: &Node<'_>) -> Option<Vec<String>> {
    let is_here = |node: &Node<'_>| node.text() == "__dirname";
    match &*node.kind() {
        "binary_expression" => {
            let is_below = node.field("left").is_some_and(|left| is_here(&left));
            let rest = node.field("right").filter(|_| is_below)?;
            Some(vec![string_value(&rest)?])
        }
        "call_expression" => {
            let arguments = crate::edit::script::arguments(node);
            let (first, rest) = arguments.split_first()?;
            is_here(first).then(|| rest.iter().map(string_value).collect())?
        }
        "template_string" => {
            let text = node.text();
            let rest = text.strip_prefix("`${__dirname}")?.strip_suffix('`')?;
            (!rest.contains('$')).then(|| vec![rest.to_owned()])
        }
        _ => None,
    }
}
