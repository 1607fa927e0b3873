//! The checklist of a deployment, phase by phase: what is fixed, and what people do, with what is known of the repository filled in.

use minijinja::{Value, context};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::plan::ServiceRow;
use crate::report::readiness::rows::Issue;
use crate::report::readiness::{Readiness, render};
use crate::report::told::quoted;

const CHECKLIST: &str = include_str!("../../../templates/report/checklist.yaml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPhase {
    phase: String,
    items: Vec<RawItem>,
}

/// Either an issue or something that people do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawItem {
    issue: Option<u8>,
    text: Option<String>,
    #[serde(default)]
    commands: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct Phase<'i> {
    title: String,
    /// How many of its issues are gone, and of how many.
    done: usize,
    issues: usize,
    items: Vec<Item<'i>>,
}

#[derive(Serialize)]
struct Item<'i> {
    issue: Option<&'i Issue>,
    text: Option<String>,
    commands: Vec<String>,
}

/// What asks for known faults of packages, service by service.
fn audits(readiness: &Readiness<'_>) -> Vec<String> {
    let audit = |service: &ServiceRow| {
        let path = &service.path;
        match service.stack.as_str() {
            "express" | "nextjs" => Some(format!("npm --prefix {path} audit --omit=dev")),
            "fastapi" => Some(format!("(cd {path} && pip-audit)")),
            _ => None,
        }
    };
    let plain = |it: &&ServiceRow| quoted(&it.path) == it.path;
    readiness
        .services
        .iter()
        .filter(plain)
        .filter_map(audit)
        .collect()
}

/// The phases that have something to do or to tell.
pub(super) fn phases<'i>(readiness: &Readiness<'_>, issues: &'i [Issue]) -> Result<Vec<Phase<'i>>> {
    let concerned: Vec<u8> = issues.iter().map(|it| it.number).collect();
    let nothing = context! {
        hosts => Vec::<Value>::new(), images => Vec::<Value>::new(), domains => Vec::<Value>::new(),
        environment => (), is_guided => false, examples => Vec::<Value>::new(), docs => "docs", guides => Vec::<Value>::new(),
    };
    let deployment = readiness.deployment.clone().unwrap_or(nothing);
    let audits = audits(readiness);
    let values = context! { concerned, audits, ..deployment };
    let text = render("checklist.yaml", CHECKLIST, &values)?;
    let raw: Vec<RawPhase> = serde_yaml::from_str(&text).map_err(|error| {
        Error::fault("the checklist of the report is no YAML").note(error.to_string())
    })?;
    let item = |raw: RawItem| {
        let known = |number| issues.iter().find(|it| it.number == number);
        let issue = raw.issue.and_then(known);
        let is_shown = issue.is_some() || raw.text.is_some();
        is_shown.then_some(Item {
            issue,
            text: raw.text,
            commands: raw.commands,
        })
    };
    let phase = |raw: RawPhase| {
        let items: Vec<Item<'i>> = raw.items.into_iter().filter_map(item).collect();
        let own: Vec<&Issue> = items.iter().filter_map(|it| it.issue).collect();
        Phase {
            title: raw.phase,
            done: own.iter().filter(|it| it.done).count(),
            issues: own.len(),
            items,
        }
    };
    let phases = raw.into_iter().map(phase);
    Ok(phases.filter(|it| !it.items.is_empty()).collect())
}
