//! The dependencies of a `pyproject.toml`: `[project] dependencies` (also those of uv and PDM), or the table of Poetry;
//! `[packages]` of a `Pipfile` is written like that.

use std::ops::Range;

use toml_edit::{Array, Document, Item, Table};

use crate::edit::manifest::ranges::is_from;
use crate::edit::manifest::{
    Outcome, newline, normalised, place, required_name, required_range, requirement,
};
use crate::edit::{Edit, Refusal, line_start, splice};

pub(super) fn add(text: &str, package: &str, range: &str, since: &str) -> Result<Outcome, Refusal> {
    let document = parsed(text)?;
    let elsewhere = in_group(&document, package);
    let (range, is_given) = match elsewhere.as_deref() {
        Some(there) if !is_from(there, since) => return Ok(Outcome::Listed(there.to_owned())),
        // what is resolved together has to agree
        Some(there) if !there.is_empty() => (there, true),
        _ => (range, false),
    };
    let project = document
        .get("project")
        .and_then(|project| project.get("dependencies"));
    if let Some(list) = project.and_then(|list| list.as_array()) {
        let wanted = |written: &[String]| {
            let neighbours = if is_given { &[] } else { written };
            requirement(package, range, neighbours)
        };
        return in_array(text, list, package, wanted);
    }
    let poetry = document
        .get("tool")
        .and_then(|tool| tool.get("poetry"))
        .and_then(|poetry| poetry.get("dependencies"));
    if let Some(table) = poetry.and_then(|table| table.as_table()) {
        return in_table(text, table, package, range);
    }
    Err(Refusal::new(format!(
        "has no list of dependencies: add `{package}{range}` where the service's are"
    )))
}

/// The range in which a group beside the service's own packages lists one: a group of Poetry, of `[dependency-groups]`, or an
/// extra. Tools resolve all of them together.
fn in_group(document: &Document<&str>, package: &str) -> Option<String> {
    let item = |path: &[&str]| {
        let first = document.get(path[0]);
        path[1..].iter().fold(first, |item, key| item?.get(key))
    };
    let tables = |item: Option<&Item>| -> Vec<Item> {
        let table = item.and_then(Item::as_table_like);
        let items = table.into_iter().flat_map(|it| it.iter());
        items.map(|(_, item)| item.clone()).collect()
    };
    let poetry = tables(item(&["tool", "poetry", "group"])).into_iter();
    let poetry = poetry.filter_map(|group| group.get("dependencies").cloned());
    let old = item(&["tool", "poetry", "dev-dependencies"]).cloned();
    let named = poetry.chain(old).find_map(|table| {
        let table = table.as_table_like()?;
        let mut entries = table.iter();
        let (_, entry) = entries.find(|(name, _)| normalised(name) == normalised(package))?;
        Some(range_of(entry).unwrap_or_default().to_owned())
    });
    named.or_else(|| {
        let groups = tables(item(&["dependency-groups"])).into_iter();
        let mut lists = groups.chain(tables(item(&["project", "optional-dependencies"])));
        lists.find_map(|list| {
            let mut texts = list.as_array()?.iter().filter_map(|it| it.as_str());
            let is_it = |text: &&str| normalised(required_name(text.trim())) == normalised(package);
            texts
                .find(is_it)
                .map(|text| required_range(text).to_owned())
        })
    })
}

pub(super) fn add_to_pipfile(text: &str, package: &str, range: &str) -> Result<Outcome, Refusal> {
    let document = parsed(text)?;
    match document.get("packages").and_then(Item::as_table) {
        Some(table) => in_table(text, table, package, range),
        None => Err(Refusal::new("has no table of packages")),
    }
}

fn parsed(text: &str) -> Result<Document<&str>, Refusal> {
    Document::parse(text).map_err(|error| Refusal::new(format!("cannot be parsed: {error}")))
}

/// The entry follows from what is written already.
fn in_array(
    text: &str,
    list: &Array,
    package: &str,
    wanted: impl Fn(&[String]) -> String,
) -> Result<Outcome, Refusal> {
    let items: Vec<(Range<usize>, String)> = list
        .iter()
        .filter_map(|item| Some((item.span()?, item.as_str()?.to_owned())))
        .collect();
    let names: Vec<String> = items
        .iter()
        .map(|(_, text)| required_name(text.trim()).to_owned())
        .collect();
    let is_it = |name: &String| normalised(name) == normalised(package);
    if let Some(at) = names.iter().position(is_it) {
        return Ok(Outcome::Listed(required_range(&items[at].1).to_owned()));
    }
    let written: Vec<String> = items.iter().map(|(_, text)| text.clone()).collect();
    let quote = items.first().map_or('"', |(span, _)| {
        text[span.clone()].chars().next().unwrap_or('"')
    });
    let entry = format!("{quote}{}{quote}", wanted(&written));
    let span = list
        .span()
        .ok_or_else(|| Refusal::new("has a list without a place"))?;
    let at = place(&names, package, normalised);
    let is_broken = text[span.clone()].contains('\n');
    let edit = match (items.get(at), items.last()) {
        (Some((next, _)), _) if is_broken => {
            let line = line_start(text, next.start);
            let indent = &text[line..next.start];
            // of a line that holds more than one, the item is the place
            if indent.trim().is_empty() {
                Edit::insert(line, format!("{indent}{entry},{}", newline(text)))
            } else {
                Edit::insert(next.start, format!("{entry}, "))
            }
        }
        (Some((next, _)), _) => Edit::insert(next.start, format!("{entry}, ")),
        (None, Some((last, _))) => {
            return behind(text, list, last.clone(), &entry).map(Outcome::Added);
        }
        (None, None) => Edit::replace(span, format!("[{entry}]")),
    };
    splice(text, vec![edit]).map(Outcome::Added)
}

/// A new item behind the last one, whose comment stays with it.
fn behind(text: &str, list: &Array, last: Range<usize>, entry: &str) -> Result<String, Refusal> {
    let line = line_start(text, last.start);
    let indent = &text[line..last.start];
    let alone = indent.trim().is_empty() && text[..last.start].contains('\n');
    let is_broken = list
        .span()
        .is_some_and(|span| text[span.clone()].contains('\n'));
    if !(alone && is_broken) {
        return splice(text, vec![Edit::insert(last.end, format!(", {entry}"))]);
    }
    let mut edits = Vec::new();
    if !list.trailing_comma() {
        edits.push(Edit::insert(last.end, ","));
    }
    let end = end_of_line(text, last.end);
    let comma = if list.trailing_comma() { "," } else { "" };
    edits.push(Edit::insert(
        end,
        format!("{}{indent}{entry}{comma}", newline(text)),
    ));
    splice(text, edits)
}

fn in_table(text: &str, table: &Table, package: &str, range: &str) -> Result<Outcome, Refusal> {
    let mut entries: Vec<(Range<usize>, String)> = table
        .iter()
        .filter_map(|(name, item)| {
            let key = table.key(name)?.span()?;
            Some((key.start..item.span()?.end, name.to_owned()))
        })
        .collect();
    entries.sort_by_key(|(span, _)| span.start);
    let is_it = |(_, name): &&(_, String)| normalised(name) == normalised(package);
    if let Some((_, name)) = entries.iter().find(is_it) {
        let there = table.get(name).and_then(range_of).unwrap_or_default();
        return Ok(Outcome::Listed(there.to_owned()));
    }
    let newline = newline(text);
    let line = format!("{package} = \"{range}\"");
    // `python` stands first by custom
    let skipped = usize::from(entries.first().is_some_and(|(_, name)| name == "python"));
    let names: Vec<String> = entries[skipped..]
        .iter()
        .map(|(_, name)| name.clone())
        .collect();
    let at = skipped + place(&names, package, normalised);
    let edit = match (entries.get(at), entries.last()) {
        (Some((next, _)), _) => {
            Edit::insert(line_start(text, next.start), format!("{line}{newline}"))
        }
        (None, Some((last, _))) => {
            let end = end_of_line(text, last.end);
            Edit::insert(end, format!("{newline}{line}"))
        }
        (None, None) => {
            let head = table
                .span()
                .ok_or_else(|| Refusal::new("has a table without a place"))?;
            Edit::insert(head.end, format!("{newline}{line}"))
        }
    };
    splice(text, vec![edit]).map(Outcome::Added)
}

/// The range of an entry: `"^1.2"`, `{ version = "^1.2", extras = [] }`.
fn range_of(item: &Item) -> Option<&str> {
    item.as_str().or_else(|| item.get("version")?.as_str())
}

/// Where the line of byte `at` ends, without its line break.
fn end_of_line(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |line| at + line);
    end - usize::from(text[..end].ends_with('\r'))
}
