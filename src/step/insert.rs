//! `insert`: statements at a slot, and their imports in the import block. A filled slot needs nothing.

use super::imports::Landing;
use super::{Changes, Job, Stop, change, python};
use crate::edit::Edit;
use crate::edit::script::lower::{import_line, restyle, split_imports};
use crate::edit::script::{block, is_python, is_script};
use crate::error::Error;
use crate::patch::Template;
use crate::survey::fact::Place;
use crate::survey::fact::Side;
use crate::survey::fact::Slot;

pub(super) fn run(job: &Job<'_, '_>, template: &Template, slot: &str) -> Result<Changes, Stop> {
    match job.facts.slot(slot) {
        Some(Slot::Free(place)) if is_python(&place.path) => python::insert(job, template, &place),
        Some(Slot::Free(place)) if is_script(&place.path) => insert(job, template, &place),
        Some(Slot::Free(place)) => insert_plain(job, template, &place),
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
    if body.is_empty() {
        // the slot is the place of the imports themselves
        let lines = brought.iter().map(|import| import_line(import, &form));
        let lines = lines.collect::<Vec<_>>().join("\n");
        return change(
            &place.path,
            &script.text,
            vec![placed(&script.text, place, &lines)],
        );
    }
    let body = restyle(&body, &form).map_err(fault)?;
    let landing = Landing {
        job,
        script,
        form: &form,
        used_at: place.at,
    };
    let mut edits = landing.edits(&brought)?;
    edits.push(placed(&script.text, place, &body));
    change(&place.path, &script.text, edits)
}

/// A file that is no script takes the text as it is.
fn insert_plain(job: &Job<'_, '_>, template: &Template, place: &Place) -> Result<Changes, Stop> {
    let text = job.survey.overlay.text(&place.path).ok().flatten();
    let text = text
        .ok_or_else(|| Error::fault(format!("`{}` has a slot and cannot be read", place.path)))?;
    let rendered = job.render(template, Some(&place.path), &place.captures)?;
    change(&place.path, &text, vec![placed(&text, place, &rendered)])
}

fn placed(text: &str, place: &Place, body: &str) -> Edit {
    let (at, indent) = (place.at, &place.indent);
    match place.side {
        Side::Above => block::above(text, at, indent, body),
        Side::Before => block::before(text, at, indent, body),
        Side::After => block::after(text, at, indent, body),
        Side::Below => block::below(text, at, indent, body),
    }
}
