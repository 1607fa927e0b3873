//! The rows of the report: issues with what became of them in each service, services, and categories.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::patch::advice::Shape;
use crate::patch::{self, Patch};
use crate::plan::{Finding, ServiceRow, State};
use crate::report::follow_ups::{Done, sentences};
use crate::report::readiness::{Readiness, View};
use crate::report::shown::shown;

/// An issue that concerns the repository.
#[derive(Serialize)]
pub(super) struct Issue {
    #[serde(rename = "issue")]
    pub(super) number: u8,
    pub(super) name: String,
    priority: String,
    category: String,
    /// What its fix does.
    fix: String,
    /// `applied`, `ready`, `fixed` from the start, or `left`.
    pub(super) state: &'static str,
    /// Whether it is gone now.
    pub(super) done: bool,
    pub(super) services: Vec<String>,
    /// What a person must still do behind the fix.
    after: Vec<String>,
    /// How to see on the running system that it works.
    check: Option<String>,
    /// What is to be said of the fix, service by service.
    remarks: Vec<String>,
    /// What no fix is ready for.
    pub(super) left: Vec<Left>,
}

/// A finding that stays, whatever is applied.
#[derive(Serialize)]
pub(super) struct Left {
    pub(super) service: String,
    state: &'static str,
    message: String,
    place: String,
    reason: Option<String>,
    remarks: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct Category {
    name: String,
    shares: Vec<Option<u32>>,
}

#[derive(Serialize)]
pub(super) struct ServiceState {
    path: String,
    stack: String,
    entry: Option<String>,
    fixed: Vec<u8>,
    ready: Vec<u8>,
    left: Vec<u8>,
}

pub(super) fn categories(views: &[View]) -> Vec<Category> {
    let last = views.last().expect("a report has a moment");
    let row = |category: &patch::Category| {
        let share = |view: &View| view.score.categories.get(category).copied();
        Category {
            name: category.to_string(),
            shares: views.iter().map(share).collect(),
        }
    };
    last.score.categories.keys().map(row).collect()
}

/// The issues that concern the repository, in order.
pub(super) fn issues(readiness: &Readiness<'_>) -> Vec<Issue> {
    let patches = readiness.catalogue.patches().iter();
    let mut asked = BTreeSet::new();
    patches
        .filter_map(|patch| issue(readiness, patch, &mut asked))
        .collect()
}

fn of<'v>(view: &'v View, patch: &Patch) -> Vec<&'v Finding> {
    let all = view.findings.iter();
    all.filter(|it| it.issue == patch.issue).collect()
}

/// What is to be ticked off of a text: a few of its sentences together. What an issue before asks for is left out; so is what it
/// asks for with other words behind its colon.
fn tasks(text: &str, asked: &mut BTreeSet<String>) -> Vec<String> {
    let mut tasks: Vec<String> = Vec::new();
    for sentence in sentences(text) {
        let what = sentence.split(": ").next().unwrap_or(sentence);
        if !asked.insert(what.to_owned()) {
            continue;
        }
        match tasks.last_mut() {
            Some(last) if last.len() + sentence.len() < MOST => *last += &format!(" {sentence}"),
            _ => tasks.push(sentence.to_owned()),
        }
    }
    tasks
}

/// How long a task may get by a sentence more.
const MOST: usize = 260;

fn issue(readiness: &Readiness<'_>, patch: &Patch, asked: &mut BTreeSet<String>) -> Option<Issue> {
    let first = of(readiness.views.first()?, patch);
    let (now, last) = (of(readiness.now(), patch), of(readiness.last(), patch));
    if first.is_empty() && last.is_empty() {
        return None;
    }
    let is_gone = |all: &[&Finding]| !all.iter().any(|it| it.state.is_unresolved());
    // where a fix does its part, what is left beside it is told as such
    let is_manual = !last.is_empty()
        && last.iter().all(|it| it.state == State::Manual)
        && !first.iter().any(|it| it.state == State::Open);
    let state = match (is_gone(&first), is_gone(&now), is_gone(&last)) {
        _ if is_manual => "left",
        (true, true, true) => "fixed",
        (_, true, true) => "applied",
        (_, false, true) => "ready",
        _ => "left",
    };
    let is_fix = matches!(state, "applied" | "ready");
    let opened = first.iter().filter(|it| it.state.is_unresolved());
    let named = if is_fix {
        opened.copied().collect()
    } else {
        last.clone()
    };
    let planned = readiness.planned.iter();
    let planned = planned.filter(|it| is_fix && it.issue == patch.issue);
    let planned: Vec<&Done> = planned.collect();
    let remarks = planned.iter();
    let remarks = remarks.flat_map(|it| it.remarks.iter().map(|said| about(&it.service, said)));
    let left = last.iter().filter(|it| it.state != State::Fixed);
    let shape = if planned.is_empty() {
        Shape::of(named.iter().map(|it| it.stack.as_str()))
    } else {
        Shape::together(planned.iter().map(|it| &it.shape))
    };
    let after = patch.after.as_ref().map(|it| it.of(&shape));
    Some(Issue {
        number: patch.issue,
        name: patch.name.clone(),
        priority: patch.priority.to_string(),
        category: patch.category.to_string(),
        fix: patch.fix.clone(),
        state,
        done: is_gone(&now) && !is_manual,
        services: names(&named),
        after: after
            .filter(|_| is_fix)
            .map(|it| tasks(&it, asked))
            .unwrap_or_default(),
        check: patch.check.clone().filter(|_| state != "left"),
        remarks: remarks.collect(),
        left: left.map(|it| Left::of(it)).collect(),
    })
}

fn about(service: &str, said: &str) -> String {
    format!("{}: {}", named(service), shown(said))
}

/// The services of findings, each once.
fn names(findings: &[&Finding]) -> Vec<String> {
    let mut names: Vec<String> = findings.iter().map(|it| named(&it.service)).collect();
    names.sort();
    names.dedup();
    names
}

/// The root has no name of its own.
fn named(service: &str) -> String {
    if service == "." {
        "the repository".to_owned()
    } else {
        shown(service).into_owned()
    }
}

impl Left {
    fn of(finding: &Finding) -> Self {
        let (message, remarks) = finding.headline();
        Self {
            service: named(&finding.service),
            state: finding.state.word(),
            message: shown(message).into_owned(),
            place: format!("{}:{}", shown(&finding.path), finding.line),
            reason: finding.reason.as_deref().map(|it| shown(it).into_owned()),
            remarks: remarks.iter().map(|it| shown(it).into_owned()).collect(),
        }
    }
}

/// The services with the issues that are fixed, ready to be fixed, and left in each.
pub(super) fn services(readiness: &Readiness<'_>, issues: &[Issue]) -> Vec<ServiceState> {
    let row = |service: &ServiceRow| {
        let own = |view: &View| -> Vec<(u8, State)> {
            let all = view.findings.iter();
            let own = all.filter(|it| it.service == service.path && it.stack == service.stack);
            own.map(|it| (it.issue, it.state)).collect()
        };
        let (now, last) = (own(readiness.now()), own(readiness.last()));
        let listed = |is_wanted: &dyn Fn(u8) -> bool| -> Vec<u8> {
            issues
                .iter()
                .map(|it| it.number)
                .filter(|it| is_wanted(*it))
                .collect()
        };
        let all_fixed = |view: &[(u8, State)], issue: u8| {
            let mut own = view.iter().filter(|(it, _)| *it == issue).peekable();
            own.peek().is_some() && own.all(|(_, state)| *state == State::Fixed)
        };
        let concerns = |issue: u8| last.iter().any(|(it, _)| *it == issue);
        ServiceState {
            path: named(&service.path),
            stack: service.stack.clone(),
            entry: service.entry.as_deref().map(|it| shown(it).into_owned()),
            fixed: listed(&|it| all_fixed(&now, it) && all_fixed(&last, it)),
            ready: listed(&|it| !all_fixed(&now, it) && all_fixed(&last, it)),
            left: listed(&|it| concerns(it) && !all_fixed(&last, it)),
        }
    };
    readiness.services.iter().map(row).collect()
}
