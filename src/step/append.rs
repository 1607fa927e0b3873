//! `append`: blocks at the end of an HCL body or file. A block of the same type and labels is left out.

use super::{Changes, Job, Stop, change};
use std::collections::BTreeSet;

use crate::edit::hcl;
use crate::edit::hcl::Name;
use crate::error::Error;
use crate::patch::Template;
use crate::tree::paths::folder;

pub(super) fn run(job: &Job<'_, '_>, template: &Template, list: &str) -> Result<Changes, Stop> {
    let mut changes = Changes::new();
    for (path, sites) in job.sites(list)? {
        let unreadable = |_| Error::fault(format!("`{path}` has a site and cannot be read"));
        // a file that declares variables may not be there yet
        let text = job
            .survey
            .overlay
            .text(&path)
            .map_err(unreadable)?
            .unwrap_or_default();
        let mut additions = Vec::new();
        for site in sites {
            let blocks = job.render(template, None, &site.captures)?;
            if site.range.is_empty() {
                let missing = hcl::without(&blocks, &declared_beside(job, &path))
                    .map_err(|error| Stop::Blocked(error.message))?;
                additions.push((None, missing));
            } else {
                additions.push((Some(site.range), blocks));
            }
        }
        let edits = hcl::append_each(&text, &additions)?;
        changes.extend(change(&path, &text, edits)?);
    }
    Ok(changes)
}

/// What the other files of the folder declare: Terraform reads them all as one.
fn declared_beside(job: &Job<'_, '_>, path: &str) -> BTreeSet<Name> {
    let here = folder(path);
    let others = job
        .survey
        .overlay
        .paths_in(here)
        .filter(|other| *other != path && other.ends_with(".tf"));
    let names = |other: &str| {
        let text = job.survey.overlay.text(other).ok().flatten()?;
        hcl::references(&text).ok()
    };
    others
        .filter_map(names)
        .flat_map(|references| references.declares)
        .collect()
}
