//! `replace`: every site of a list gives way to the template. Comments that say what is no longer so go with it.

use super::imports::Landing;
use super::wrap::{self, Kept};
use super::{Changes, Job, Stop, change, python, remove};
use crate::edit::script::lower::{Form, Import, restyle, split_imports};
use crate::edit::script::{Node, Script, is_python, is_script, is_statement_list};
use crate::edit::{Edit, hcl, line_end, line_start};
use crate::error::Error;
use crate::patch::Template;
use crate::survey::fact::Site;

pub(super) fn run(job: &Job<'_, '_>, template: &Template, list: &str) -> Result<Changes, Stop> {
    let mut changes = Changes::new();
    for (path, sites) in job.sites(list)? {
        if is_python(&path) {
            changes.extend(python::replace(job, template, &path, &sites)?);
            continue;
        }
        if !is_script(&path) {
            changes.extend(in_text(job, template, &path, &sites)?);
            continue;
        }
        let script = job.script(&path)?;
        let form = job.form(script);
        let mut brought = Vec::new();
        let mut edits = Vec::new();
        for site in &sites {
            let (imports, text) = if wrap::is_statement(script, site) {
                statement(job, template, script, site, &form)?
            } else {
                let (imports, text) = expression(job, template, site, &form)?;
                (imports, wrap::as_deep(&text, script, site))
            };
            brought.extend(imports);
            edits.push(Edit::replace(
                site.range.clone(),
                as_member(script, site, text),
            ));
            edits.extend(stale_comments(script, site, &job.patch.stale_comments));
        }
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        edits.dedup();
        let landing = Landing {
            job,
            script,
            form: &form,
            used_at: first_use(&sites),
        };
        edits.extend(landing.edits(&brought)?);
        changes.extend(change(&path, &script.text, edits)?);
    }
    Ok(changes)
}

/// Text of any other kind is put in as the template says it.
fn in_text(
    job: &Job<'_, '_>,
    template: &Template,
    path: &str,
    sites: &[Site],
) -> Result<Changes, Stop> {
    let text = job.text(path)?;
    let mut new = Vec::new();
    for site in sites {
        let text = job.render(template, Some(path), &site.captures)?;
        new.push((site.range.clone(), text.trim_end().to_owned()));
    }
    if new
        .iter()
        .all(|(range, new)| new.starts_with('#') && hcl::is_attribute(&text, range))
    {
        return remove::give_way(job, path, new.into_iter());
    }
    let edits = new
        .into_iter()
        .map(|(range, new)| Edit::replace(range, new));
    change(path, &text, edits.collect())
}

/// `origin(request, callback) { … }` gives way to `origin: text`: a method names its own property.
fn as_member(script: &Script, site: &Site, text: String) -> String {
    let root = script.root();
    let method = root
        .dfs()
        .find(|n| n.kind() == "method_definition" && n.range() == site.range);
    match method.and_then(|method| method.field("name")) {
        Some(name) => format!("{}: {text}", name.text()),
        None => text,
    }
}

/// Where the first of the sites begins.
pub(super) fn first_use(sites: &[Site]) -> usize {
    sites
        .iter()
        .map(|site| site.range.start)
        .min()
        .unwrap_or(usize::MAX)
}

/// The rendered template as an expression in the form of the file, and what it imports.
pub(super) fn expression(
    job: &Job<'_, '_>,
    template: &Template,
    site: &Site,
    form: &Form,
) -> Result<(Vec<Import>, String), Stop> {
    let (brought, text) = fragment(job, template, site, form)?;
    // written as a statement, a template of an expression may have a semicolon on either side
    Ok((brought, text.trim().trim_matches(';').to_owned()))
}

/// The rendered template in the form of the file, and what it imports.
fn fragment(
    job: &Job<'_, '_>,
    template: &Template,
    site: &Site,
    form: &Form,
) -> Result<(Vec<Import>, String), Stop> {
    let rendered = job.render(template, Some(&site.path), &site.captures)?;
    let fault = |refusal: crate::edit::Refusal| {
        Error::fault(refusal.0).note(format!("in the template `{}`", template.name()))
    };
    let (brought, body) = split_imports(&rendered).map_err(fault)?;
    Ok((brought, restyle(&body, form).map_err(fault)?))
}

/// The rendered template in place of a statement, with what it keeps of that as it stands.
fn statement(
    job: &Job<'_, '_>,
    template: &Template,
    script: &Script,
    site: &Site,
    form: &Form,
) -> Result<(Vec<Import>, String), Stop> {
    let kept = Kept::of(site);
    let hidden = Site {
        captures: kept.captures.clone(),
        ..site.clone()
    };
    let (brought, text) = fragment(job, template, &hidden, form)?;
    Ok((brought, kept.put_back(text.trim(), script, site)))
}

/// The comments at a site that one of `words` shows to be false from now on: behind it on its line, or directly above it
/// or above what it is part of, up to its statement.
pub(super) fn stale_comments(script: &Script, site: &Site, words: &[String]) -> Vec<Edit> {
    let root = script.root();
    let text = &script.text;
    let lies = |comment: &Node<'_>| {
        let said = comment.text().to_lowercase();
        words.iter().any(|word| said.contains(&word.to_lowercase()))
    };
    let line = line_start(text, site.range.start)..line_end(text, site.range.end);
    let starts = holders(&root, site);
    let attached = |comment: &Node<'_>| {
        let range = comment.range();
        line.contains(&range.start) && range.start >= site.range.end
            || starts
                .iter()
                .any(|start| is_directly_above(text, &range, *start))
    };
    root.dfs()
        .filter(|n| n.kind() == "comment" && attached(n) && lies(n))
        .map(|comment| removal(text, &comment))
        .collect()
}

/// Where the nodes around a site begin: each part of an object or call around it, up to the statement.
fn holders(root: &Node<'_>, site: &Site) -> Vec<usize> {
    let Some(inner) = root
        .dfs()
        .filter(|n| n.range().start <= site.range.start && site.range.end <= n.range().end)
        .last()
    else {
        return Vec::new();
    };
    let mut starts = vec![inner.range().start];
    for node in inner.ancestors() {
        if is_statement_list(&node) || matches!(&*node.kind(), "module" | "block") {
            break;
        }
        starts.push(node.range().start);
    }
    starts.dedup();
    starts
}

/// Whether only line breaks, spaces and further comment lines stand between a comment on its own line and `start`.
fn is_directly_above(text: &str, comment: &std::ops::Range<usize>, start: usize) -> bool {
    if comment.end > start
        || !text[line_start(text, comment.start)..comment.start]
            .trim()
            .is_empty()
    {
        return false;
    }
    let between = &text[comment.end..start];
    let mut lines = between.split('\n').skip(1).peekable();
    let mut lines_between = Vec::new();
    while let Some(line) = lines.next() {
        if lines.peek().is_some() {
            lines_between.push(line.trim());
        } else if !line.trim().is_empty() {
            return false;
        }
    }
    between
        .split('\n')
        .next()
        .is_some_and(|rest| rest.trim().is_empty())
        && between.contains('\n')
        && lines_between
            .iter()
            .all(|line| line.starts_with("//") || line.starts_with('#'))
}

/// A comment on a line of its own goes with its line; one behind code goes with the spaces before it.
fn removal(text: &str, comment: &Node<'_>) -> Edit {
    let range = comment.range();
    let line = line_start(text, range.start);
    let alone = text[line..range.start].trim().is_empty()
        && text[range.end..line_end(text, range.end)].trim().is_empty();
    if alone {
        return Edit::replace(line..line_end(text, range.end), "");
    }
    let before = text[..range.start].trim_end_matches([' ', '\t']).len();
    Edit::replace(before..range.end, "")
}
