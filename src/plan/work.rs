//! What a patch costs: long ones are begun first.

use crate::patch::{Action, Patch, Template};
use crate::survey::service::Service;

/// How much a patch has to do in a service, beside others: a step takes a survey, and a new file is parsed several times.
pub(super) fn work(patch: &Patch, service: &Service) -> usize {
    const SURVEY: usize = 1000;
    let cases = patch
        .cases
        .iter()
        .filter(|case| case.stack.name() == service.stack);
    let steps = cases.filter_map(|case| match &case.action {
        Action::Steps(steps) => Some(steps),
        Action::Manual(_) => None,
    });
    steps
        .flatten()
        .map(|step| SURVEY + step.templates().iter().map(Template::size).sum::<usize>())
        .sum()
}
