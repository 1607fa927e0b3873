//! The readiness score: how much of what concerns the repository is fixed, weighed by priority.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Finding, State};
use crate::patch::Category;

/// Per cent that are fixed, overall and by category. What concerns nobody does not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Score {
    /// Over all categories; 100 where nothing was found to judge.
    pub overall: u32,
    /// By category.
    pub categories: BTreeMap<Category, u32>,
}

/// The score of a list of findings.
#[must_use]
pub fn score(findings: &[Finding]) -> Score {
    let judged: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.state != State::Manual)
        .collect();
    let categories = judged.iter().map(|finding| finding.category);
    let share_of = |category: Category| {
        share(
            judged
                .iter()
                .copied()
                .filter(|finding| finding.category == category),
        )
    };
    Score {
        overall: share(judged.iter().copied()),
        categories: categories
            .map(|category| (category, share_of(category)))
            .collect(),
    }
}

fn share<'a>(findings: impl Iterator<Item = &'a Finding>) -> u32 {
    let (mut fixed, mut whole) = (0, 0);
    for finding in findings {
        let weight = finding.priority.weight();
        whole += weight;
        if finding.state == State::Fixed {
            fixed += weight;
        }
    }
    (100 * fixed + whole / 2).checked_div(whole).unwrap_or(100)
}
