//! `depend`: a package among what the service needs. Lock files are not edited: their own tools write them.

use super::{Changes, Job, Stop};
use crate::edit::manifest;
use crate::error::Error;
use crate::survey::fact::Fact;

pub(super) fn run(
    job: &Job<'_, '_>,
    package: &str,
    version: &str,
    since: &str,
) -> Result<Changes, Stop> {
    let path = match job.facts.manifest() {
        Fact::Present(path) => path,
        Fact::Unknown(reason) => return Err(Stop::Blocked(reason)),
        Fact::Absent => {
            return Err(Stop::Blocked(format!(
                "no manifest of the service was found; put `{package}` in a version {version} into one"
            )));
        }
    };
    let text = match job.tree.text(&path) {
        Ok(Some(text)) => text,
        Ok(None) => return Err(Error::fault(format!("`{path}` is not there")).into()),
        Err(unreadable) => return Err(Stop::Blocked(format!("`{path}` {}", unreadable.0))),
    };
    let added = manifest::add(&path, &text, package, version, since)?;
    Ok(added.map(|text| (path, text)).into_iter().collect())
}
