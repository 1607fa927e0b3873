//! `insert`: statements at a slot, and their imports in the import block. A filled slot needs nothing.

use super::{Changes, Job, Stop, change, imports, python};
use crate::edit::script::lower::{restyle, split_imports};
use crate::edit::script::{block, is_python};
use crate::error::Error;
use crate::patch::Template;
use crate::survey::fact::{Place, Side, Slot};

pub(super) fn run(job: &Job<'_, '_>, template: &Template, slot: &str) -> Result<Changes, Stop> {
    match job.facts.slot(slot) {
        Some(Slot::Free(place)) if is_python(&place.path) => python::insert(job, template, &place),
        Some(Slot::Free(place)) => insert(job, template, &place),
        Some(Slot::Filled) => Ok(Changes::new()),
        Some(Slot::Missing(reason)) => Err(Stop::Blocked(reason)),
        None => Err(Error::fault(format!("the survey has no slot `{slot}`")).into()),
    }
}

fn insert(job: &Job<'_, '_>, template: &Template, place: &Place) -> Result<Changes, Stop> {
    let script = job.script(&place.path)?;
    let form = job.form(script);
    let rendered = job.render(template, Some(&place.path), &place.captures)?;
    let fault = |refusal: crate::edit::Refusal| {
        Error::fault(refusal.0).note(format!("in the template `{}`", template.name()))
    };
    let (brought, body) = split_imports(&rendered).map_err(fault)?;
    let body = restyle(&body, &form).map_err(fault)?;
    let mut edits = imports::edits(job.survey, script, &brought, &form, place.at)?;
    edits.push(match place.side {
        Side::Before => block::before(&script.text, place.at, &place.indent, &body),
        Side::After => block::after(&script.text, place.at, &place.indent, &body),
        Side::Below => block::below(&script.text, place.at, &place.indent, &body),
    });
    change(&place.path, &script.text, edits)
}
