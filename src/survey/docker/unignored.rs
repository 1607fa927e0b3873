//! Places in `.dockerignore` files where lines are missing, and what is said of lines that are left out.

use std::collections::BTreeSet;

use minijinja::Value;

use crate::code::Survey;
use crate::survey::docker::contexts::Context;
use crate::survey::docker::environment::above_comments;
use crate::survey::docker::recorded::written_data;
use crate::survey::docker::unwanted::{copied_secrets, lacking};
use crate::survey::fact::{Fact, Site};
use crate::tree::paths::below;

/// What tells the folders that services write, as a context sees them.
type Written<'w> = &'w dyn Fn(&Context) -> BTreeSet<String>;

/// Whether there is any context; a build that copies secrets on purpose cannot be helped.
pub(crate) fn is_built(survey: &Survey<'_>, contexts: &[&Context]) -> Fact<Value> {
    let mut secrets = contexts.iter().filter_map(|it| copied_secrets(survey, it));
    match secrets.next() {
        Some(reason) => Fact::Unknown(reason),
        None => Fact::flag(!contexts.is_empty()),
    }
}

/// Where lines are missing in the files of `contexts` that let secrets or recorded data in: before the first line
/// that lets something in, and at the end for our own exceptions.
pub(crate) fn unignored(
    survey: &Survey<'_>,
    contexts: &[&Context],
    written: Written<'_>,
) -> Fact<Vec<Site>> {
    let mut sites = Vec::new();
    for context in contexts {
        match standing(survey, context) {
            Ok(text) => sites.extend(sites_in(survey, context, &text, written)),
            Err(reason) => return Fact::Unknown(reason),
        }
    }
    Fact::Present(sites)
}

/// The lines that are left out, and why; what gets in all the same; and which builds cannot be read.
pub(crate) fn left_out(
    survey: &Survey<'_>,
    contexts: &[&Context],
    written: Written<'_>,
) -> Fact<Value> {
    let said = |context: &&Context| {
        let text = standing(survey, context).unwrap_or_default();
        let lacking = lacking(survey, context, &text);
        let data = written_data(survey, context, &text, &written(context));
        let let_in = lacking.let_in.iter().map(|path| {
            let path = below(&context.folder, path);
            format!("`{path}` still gets in, for a later line lets it in again")
        });
        let mut left_out = Vec::new();
        if lacking.is_needed || lacking.is_left_open {
            left_out.extend(lacking.left_out.iter().cloned());
        }
        if lacking.is_needed || data.is_recorded || data.is_left_open {
            left_out.extend(data.left_out);
        }
        let left_out = (!left_out.is_empty()).then(|| format!("left out: {}", left_out.join("; ")));
        let said = left_out.into_iter().chain(let_in);
        said.chain(context.unread.iter().cloned())
            .collect::<Vec<_>>()
    };
    let all: Vec<String> = contexts.iter().flat_map(said).collect();
    Fact::from_option((!all.is_empty()).then(|| Value::from(all)))
}

/// The text of the ignore file; empty where there is none.
fn standing(survey: &Survey<'_>, context: &Context) -> Result<String, String> {
    let path = &context.ignore_file;
    let text = survey.overlay.text(path);
    let text = text.map_err(|error| format!("`{path}` {}", error.0))?;
    Ok(text.as_deref().unwrap_or_default().to_owned())
}

fn sites_in(survey: &Survey<'_>, context: &Context, text: &str, written: Written<'_>) -> Vec<Site> {
    let lacking = lacking(survey, context, text);
    let data = written_data(survey, context, text, &written(context));
    if !lacking.is_needed && !data.is_recorded {
        return Vec::new();
    }
    // a file that keeps secrets out is somebody's own, and gets no more than it needs
    let (mut lines, mut exceptions) = (Vec::new(), Vec::new());
    if lacking.is_needed {
        lines.extend(lacking.lines.iter().map(|it| (*it).to_owned()));
        exceptions.extend(lacking.exceptions.iter().cloned());
    }
    lines.extend(data.lines);
    exceptions.extend(data.exceptions);
    let site = |at: usize, lines: Vec<String>| {
        let line = text[..at].lines().count().max(1);
        Site::new(&context.ignore_file, at..at, line).with("lines", lines)
    };
    let Some(at) = first_exception(text) else {
        lines.extend(exceptions);
        return vec![site(text.len(), lines)];
    };
    let last = (!exceptions.is_empty()).then(|| site(text.len(), exceptions));
    [site(at, lines)].into_iter().chain(last).collect()
}

/// The start of the first line that lets something in, with the comments above it.
fn first_exception(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with('!')
        {
            let mark = text.len() - text.trim_start_matches('\u{feff}').len();
            return Some(above_comments(text, at).max(mark));
        }
        at += line.len();
    }
    None
}
