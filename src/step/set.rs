//! `set`: a mapping gets a key. An object literal here, the body of a block in HCL.

use super::imports::Landing;
use super::{Changes, Job, Stop, change, python, replace};
use crate::edit::hcl::Setting;
use crate::edit::script::{is_python, is_script, object};
use crate::edit::{Edit, hcl};
use crate::patch::Template;
use crate::survey::fact::Captures;
use crate::survey::fact::Site;

/// What a mapping gets.
pub(super) struct Member<'a> {
    pub(super) key: &'a str,
    pub(super) value: &'a Template,
}

pub(super) fn run(
    job: &Job<'_, '_>,
    list: &str,
    key: &Template,
    value: &Template,
) -> Result<Changes, Stop> {
    let mut changes = Changes::new();
    for (path, sites) in job.sites(list)? {
        if !is_script(&path) && !is_python(&path) {
            changes.extend(in_hcl(job, &path, sites, key, value)?);
            continue;
        }
        let key = job.render(key, Some(&path), &Captures::new())?;
        let member = Member { key: &key, value };
        changes.extend(if is_script(&path) {
            member.in_script(job, &path, &sites)?
        } else {
            python::set(job, &path, &sites, &member)?
        });
    }
    Ok(changes)
}

impl Member<'_> {
    fn in_script(&self, job: &Job<'_, '_>, path: &str, sites: &[Site]) -> Result<Changes, Stop> {
        let script = job.script(path)?;
        let form = job.form(script);
        let mut brought = Vec::new();
        let mut edits: Vec<Edit> = Vec::new();
        for site in sites {
            let (imports, text) = replace::expression(job, self.value, site, &form)?;
            brought.extend(imports);
            edits.extend(object::set(
                script,
                &site.range,
                self.key,
                &text,
                &form.style.indent,
            )?);
            edits.extend(replace::stale_comments(
                script,
                site,
                &job.patch.stale_comments,
            ));
        }
        let landing = Landing {
            job,
            script,
            form: &form,
            used_at: replace::first_use(sites),
        };
        edits.extend(landing.edits(&brought)?);
        change(path, &script.text, edits)
    }
}

fn in_hcl(
    job: &Job<'_, '_>,
    path: &str,
    sites: Vec<Site>,
    key: &Template,
    value: &Template,
) -> Result<Changes, Stop> {
    let before = job.text(path)?;
    let settings = sites.into_iter().map(|site| {
        let key = job.render(key, Some(path), &site.captures)?;
        let value = job.render(value, Some(path), &site.captures)?;
        Ok((site.range.start, key, value.trim().to_owned()))
    });
    let settings: Vec<Setting> = settings.collect::<Result<_, Stop>>()?;
    let text = hcl::set_each(&before, settings)?;
    let changed = *text != *before;
    Ok(changed
        .then(|| (path.to_owned(), text))
        .into_iter()
        .collect())
}
