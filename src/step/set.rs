//! `set`: a mapping gets a key. An object literal here, the body of a block in HCL.

use super::{Changes, Job, Stop, change, imports, python, replace};
use crate::edit::script::{is_python, is_script, object};
use crate::edit::{Edit, hcl};
use crate::error::Error;
use crate::patch::Template;
use crate::survey::fact::Captures;
use crate::survey::fact::Site;

pub(super) fn run(
    job: &Job<'_, '_>,
    list: &str,
    key: &str,
    value: &Template,
) -> Result<Changes, Stop> {
    let mut changes = Changes::new();
    for (path, sites) in job.sites(list)? {
        changes.extend(if is_script(&path) {
            in_script(job, &path, &sites, key, value)?
        } else if is_python(&path) {
            python::set(job, value, &path, &sites, key)?
        } else {
            in_hcl(job, &path, &sites, key, value)?
        });
    }
    Ok(changes)
}

fn in_script(
    job: &Job<'_, '_>,
    path: &str,
    sites: &[Site],
    key: &str,
    value: &Template,
) -> Result<Changes, Stop> {
    let script = job.script(path)?;
    let form = job.form(script);
    let mut brought = Vec::new();
    let mut edits: Vec<Edit> = Vec::new();
    for site in sites {
        let (imports, text) = replace::expression(job, value, site, &form)?;
        brought.extend(imports);
        edits.extend(object::set(
            script,
            &site.range,
            key,
            &text,
            &form.style.indent,
        )?);
        edits.extend(replace::stale_comments(
            script,
            site,
            &job.patch.stale_comments,
        ));
    }
    edits.extend(imports::edits(
        job,
        script,
        &brought,
        &form,
        replace::first_use(sites),
    )?);
    change(path, &script.text, edits)
}

fn in_hcl(
    job: &Job<'_, '_>,
    path: &str,
    sites: &[Site],
    key: &str,
    value: &Template,
) -> Result<Changes, Stop> {
    let text = job
        .survey
        .overlay
        .text(path)
        .ok()
        .flatten()
        .ok_or_else(|| Error::fault(format!("`{path}` has a site and cannot be read")))?;
    let mut edits = Vec::new();
    for site in sites {
        let value = job.render(value, Some(path), &Captures::new())?;
        edits.extend(hcl::set(&text, site.range.clone(), key, value.trim())?);
    }
    change(path, &text, edits)
}
