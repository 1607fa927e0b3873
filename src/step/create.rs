//! `create`: a new file, or a folder of them for each site of a list. Done already where it stands there with this very text;
//! blocked where it stands with another.
//! Where git would not see it, `.gitignore` lets it in. A new folder of Python modules among packages becomes one, for a build takes packages only.

use super::{Changes, Job, Stop, python};
use crate::code::helpers::Helper;
use crate::code::python::packages::initializer;
use crate::edit::script::lower::Language;
use crate::edit::script::{is_python, is_typescript};
use crate::error::Error;
use crate::patch::Template;
use crate::survey::fact::Captures;
use crate::survey::gitignore::letting_in;
use crate::tree::paths::join;

pub(super) fn run(
    job: &Job<'_, '_>,
    template: &Template,
    folder: &str,
    helper: Option<&Helper>,
) -> Result<Changes, Stop> {
    let folder = job.folder(folder)?;
    let rendered = job.render(template, None, &Captures::new())?;
    let name = match helper {
        Some(helper) => format!("{}.{}", job.name_of(helper, &folder), helper.ending),
        None => template.name().to_owned(),
    };
    let (name, text) = lowered(job, &name, rendered.clone())?;
    let path = inside(&folder, &name)?;
    match job.tree.text(&path) {
        Ok(Some(standing)) if *standing == *text => Ok(Changes::new()),
        // what decided its quotes may have given way since
        Ok(Some(standing)) if python::is_written_as(&path, &standing, &rendered) => {
            Ok(Changes::new())
        }
        Ok(None) if !job.tree.exists(&path) => {
            let mut created = Changes::from([(path, text)]);
            let initializer = is_python(&name).then(|| initializer(job.tree, &folder));
            created.extend(initializer.flatten().map(|path| (path, String::new())));
            Ok(let_in(job, created))
        }
        _ => Err(is_taken(&path)),
    }
}

/// The files of a folder of templates in every folder of a list; one that renders blank is not made.
pub(super) fn folders(
    job: &Job<'_, '_>,
    of: &str,
    templates: &[Template],
    list: &str,
) -> Result<Changes, Stop> {
    let mut created = Changes::new();
    for (folder, sites) in job.sites(list)? {
        for (site, template) in sites
            .iter()
            .flat_map(|site| templates.iter().map(move |it| (site, it)))
        {
            let text = job.render(template, None, &site.captures)?;
            let path = inside(&folder, &template.name()[of.len() + 1..])?;
            match job.tree.text(&path) {
                _ if text.trim().is_empty() => {}
                Ok(Some(standing)) if *standing == *text => {}
                Ok(None) if !job.tree.exists(&path) => {
                    created.insert(path, text);
                }
                _ => return Err(is_taken(&path)),
            }
        }
    }
    Ok(let_in(job, created))
}

/// New files, with the lines of `.gitignore` without which git would not see them.
fn let_in(job: &Job<'_, '_>, mut changes: Changes) -> Changes {
    let mut tree = job.tree.clone();
    let created: Vec<String> = changes.keys().cloned().collect();
    for path in created {
        if let Some((file, text)) = letting_in(&tree, &path) {
            tree.write(&file, text.clone());
            changes.insert(file, text);
        }
    }
    changes
}

fn inside(folder: &str, name: &str) -> Result<String, Error> {
    let leaves = || Error::fault(format!("`{folder}/{name}` leaves the repository"));
    join(folder, name).ok_or_else(leaves)
}

fn is_taken(path: &str) -> Stop {
    Stop::Blocked(format!(
        "`{path}` is there already and is something else; move it, or leave this service out"
    ))
}

/// The name and text of a new file; a script becomes what the service is written in.
fn lowered(job: &Job<'_, '_>, name: &str, text: String) -> Result<(String, String), Stop> {
    if is_python(name) {
        let text = python::created(job, name, &text)?;
        return Ok((name.to_owned(), text));
    }
    if !is_typescript(name) {
        return Ok((name.to_owned(), text));
    }
    let Some(model) = job.facts.model() else {
        return Err(
            Error::fault(format!("nothing tells what `{name}` must be written like")).into(),
        );
    };
    let form = job.form(model);
    let stem = name.trim_end_matches(".ts");
    let ending = match (form.language, model.path.rsplit('.').next()) {
        (Language::TypeScript, Some(ending @ ("mts" | "cts")))
        | (Language::JavaScript, Some(ending @ ("mjs" | "cjs"))) => ending,
        (Language::TypeScript, _) => "ts",
        (Language::JavaScript, _) => "js",
    };
    let lowered = job.survey.parsed.lowered(&text, &form);
    let text = lowered
        .map_err(|refusal| Error::fault(refusal.0).note(format!("in the template `{name}`")))?;
    Ok((format!("{stem}.{ending}"), text))
}
