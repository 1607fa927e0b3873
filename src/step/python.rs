//! What the verbs do with Python files: the text is restyled, its imports join those of the file, and what comes out is proven.

use std::sync::Arc;

use super::replace::{first_use, stale_comments};
use super::set::Member;
use super::{Changes, Job, Stop, change, python_imports};
use crate::edit::python::{Style, block, imports, mapping, names};
use crate::edit::script::{Script, is_python};
use crate::edit::{Edit, Refusal, indentation};
use crate::error::Error;
use crate::patch::Template;
use crate::survey::fact::{Place, Side, Site};
use crate::tree::Overlay;
use crate::tree::paths::folder;

/// The text of a new file, written like the file of the app.
pub(super) fn created(job: &Job<'_, '_>, name: &str, text: &str) -> Result<String, Stop> {
    let style = job
        .facts
        .model()
        .filter(|model| is_python(&model.path))
        .map_or_else(|| Style::of(&Script::parse(name, Arc::from(""))), Style::of);
    let restyled = job.survey.parsed.restyled(text, &style);
    Ok(restyled.map_err(|refusal| fault(refusal, name))?)
}

/// Whether a file says what a template says, in a style of its own.
pub(super) fn is_written_as(path: &str, standing: &Arc<str>, template: &str) -> bool {
    let style = || Style::of(&Script::parse(path, standing.clone()));
    is_python(path) && style().file(template).is_ok_and(|text| *text == **standing)
}

fn fault(refusal: Refusal, template: &str) -> Error {
    Error::fault(refusal.0).note(format!("in the template `{template}`"))
}

/// Statements at a slot, and their imports above.
pub(super) fn insert(
    job: &Job<'_, '_>,
    template: &Template,
    place: &Place,
) -> Result<Changes, Stop> {
    let script = job.script(&place.path)?;
    let style = Style::of(script);
    let rendered = job.render(template, Some(&place.path), &place.captures)?;
    let (brought, body) =
        imports::split(&rendered).map_err(|refusal| fault(refusal, template.name()))?;
    // where there are imports alone, the slot is their place
    let (brought, body) = if body.is_empty() {
        (Vec::new(), rendered)
    } else {
        (brought, body)
    };
    let body = style
        .fragment(&body)
        .map_err(|refusal| fault(refusal, template.name()))?;
    refuse_taken(script, &body, place.at)?;
    let mut edits = known(job, script, &brought, place.at, &style)?;
    edits.push(match place.side {
        Side::Above => {
            crate::edit::script::block::above(&script.text, place.at, &place.indent, &body)
        }
        Side::Before => block::before(&script.text, place.at, &place.indent, &body, &style),
        Side::After => block::after(&script.text, place.at, &place.indent, &body, &style),
        Side::Below => block::below(&script.text, place.at, &place.indent, &body, &style),
    });
    change(&place.path, &script.text, edits)
}

/// A definition of ours must not hide one of the user's.
fn refuse_taken(script: &Script, body: &str, at: usize) -> Result<(), Refusal> {
    let body = Script::parse(&script.path, Arc::from(body));
    for name in names::defined(&body) {
        if let Some(bound) = names::binding(script, &name, at) {
            return Err(imports::taken(script, &name, &bound));
        }
    }
    Ok(())
}

/// The edits that make what a text imports known.
fn known(
    job: &Job<'_, '_>,
    script: &Script,
    brought: &[imports::Import],
    used_at: usize,
    style: &Style,
) -> Result<Vec<Edit>, Refusal> {
    let is_local = |module: &str| is_local(job.tree, &script.path, module);
    imports::edits(script, brought, used_at, style, &is_local)
}

/// Every site gives way to the template; one of no length is the line above which lines of the template stand.
pub(super) fn replace(
    job: &Job<'_, '_>,
    template: &Template,
    path: &str,
    sites: &[Site],
) -> Result<Changes, Stop> {
    at_sites(job, template, path, sites, |script, site, text, style| {
        Ok(vec![if site.range.is_empty() {
            let above = script.text[..site.range.start].trim_end_matches(['\r', '\n']);
            let indent = indentation(&script.text, above.len());
            block::below(&script.text, site.range.start, indent, &text, style)
        } else {
            Edit::replace(site.range.clone(), text)
        }])
    })
}

/// Every site, a call or a dict, gets a key.
pub(super) fn set(
    job: &Job<'_, '_>,
    path: &str,
    sites: &[Site],
    member: &Member<'_>,
) -> Result<Changes, Stop> {
    at_sites(
        job,
        member.value,
        path,
        sites,
        |script, site, text, style| mapping::set(script, &site.range, member.key, &text, style),
    )
}

fn at_sites(
    job: &Job<'_, '_>,
    template: &Template,
    path: &str,
    sites: &[Site],
    edit: impl Fn(&Script, &Site, String, &Style) -> Result<Vec<Edit>, Refusal>,
) -> Result<Changes, Stop> {
    let script = job.script(path)?;
    let style = Style::of(script);
    let mut brought = Vec::new();
    let mut edits = Vec::new();
    for site in sites {
        let rendered = job.render(template, Some(path), &site.captures)?;
        let (imports, text) =
            imports::split(&rendered).map_err(|refusal| fault(refusal, template.name()))?;
        let text = style
            .fragment(&text)
            .map_err(|refusal| fault(refusal, template.name()))?;
        brought.extend(imports);
        edits.extend(edit(script, site, text.trim().to_owned(), &style)?);
        edits.extend(stale_comments(script, site, &job.patch.stale_comments));
    }
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    edits.dedup();
    edits.extend(known(job, script, &brought, first_use(sites), &style)?);
    change(path, &script.text, edits)
}

/// What is wrong with a changed file, if anything is: it must know every name, and import what is there.
pub(super) fn problem(job: &Job<'_, '_>, before: &Script, after: &Script) -> Option<String> {
    let undeclared = names::undeclared(before, after);
    let undeclared = undeclared.map(|name| format!("`{name}` is not declared"));
    undeclared.or_else(|| python_imports::problem(job, before, after))
}

/// Whether a module is one of the repository's own: relative, or its first part lies in a folder that imports start from.
fn is_local(overlay: &Overlay, from: &str, module: &str) -> bool {
    let top = module.split('.').next().unwrap_or(module);
    top.is_empty() || roots(overlay, from).any(|root| stands(overlay, root, top))
}

/// The folders that absolute imports may start from: those around the file that are no packages.
fn roots<'a>(overlay: &'a Overlay, from: &'a str) -> impl Iterator<Item = &'a str> {
    above(from).filter(|folder| !overlay.exists(&below(folder, "__init__.py")))
}

/// The folder of a file, and all above it.
fn above(from: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder(from)), |at| {
        (!at.is_empty()).then(|| folder(at))
    })
}

fn stands(overlay: &Overlay, folder: &str, path: &str) -> bool {
    let path = below(folder, path);
    overlay.exists(&format!("{path}.py")) || overlay.has_files_below(&path)
}

fn below(folder: &str, path: &str) -> String {
    if folder.is_empty() || folder == "." {
        path.to_owned()
    } else {
        format!("{folder}/{path}")
    }
}
