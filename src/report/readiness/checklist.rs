//! The checklist of a deployment, phase by phase: what is fixed, and what people do, with what is known of the repository filled in.

use minijinja::{Value, context};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::report::readiness::rows::Issue;
use crate::report::readiness::{Readiness, render};

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

/// The phases that have something to do or to tell.
pub(super) fn phases<'i>(readiness: &Readiness<'_>, issues: &'i [Issue]) -> Result<Vec<Phase<'i>>> {
    let concerned: Vec<u8> = issues.iter().map(|it| it.number).collect();
    let nothing = context! {
        hosts => Vec::<Value>::new(), images => Vec::<Value>::new(), domains => Vec::<Value>::new(),
        environment => (), examples => Vec::<Value>::new(), docs => "docs", guides => Vec::<Value>::new(),
    };
    let deployment = readiness.deployment.clone().unwrap_or(nothing);
    let values = context! { concerned, ..deployment };
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
