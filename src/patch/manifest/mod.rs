//! The format of a patch file: first the raw shape that serde reads, then the checked patch.
//! Every name is resolved here, so that a mistake in a patch shows when it is loaded and not when it is used.

mod check;
mod raw;
mod steps;

use crate::error::{Error, Result};
use crate::patch::manifest::check::Checker;
use crate::patch::manifest::raw::RawPatch;
use crate::patch::{Advice, Parameter, Patch};

/// Where the text of templates comes from.
pub trait Templates: Sync {
    /// The text of the template of this path below `templates/`.
    fn text(&self, path: &str) -> Option<String>;

    /// The paths of all templates below a folder, in order.
    fn below(&self, folder: &str) -> Vec<String>;
}

impl<F: Fn(&str) -> Option<String> + Sync> Templates for F {
    fn text(&self, path: &str) -> Option<String> {
        self(path)
    }

    /// A function knows single templates alone.
    fn below(&self, _folder: &str) -> Vec<String> {
        Vec::new()
    }
}

/// Reads and checks one patch file. `path` is used in messages and names the folder of its templates.
///
/// # Errors
/// A text that is no patch, or a name that is none of the stack's: with the file, the line and what is allowed.
pub(super) fn load(path: &str, text: &str, templates: &dyn Templates) -> Result<Patch> {
    let raw: RawPatch = serde_yaml::from_str(text).map_err(|error| unreadable(path, &error))?;
    let stem = path
        .rsplit('/')
        .next()
        .unwrap_or(path)
        .trim_end_matches(".yaml");
    let checker = Checker {
        path,
        text,
        stem,
        templates,
        parameters: raw.parameters.keys().cloned().collect(),
        helpers: steps::helpers(&raw.cases),
    };
    if stem != format!("{:02}-{}", raw.issue, raw.name) {
        return Err(checker.error(
            &raw.name,
            format!(
                "the file of issue {} must be called `{:02}-{}.yaml`",
                raw.issue, raw.issue, raw.name
            ),
        ));
    }
    check_forms(&raw, &checker)?;
    let cases = raw
        .cases
        .into_iter()
        .map(|case| checker.case(case))
        .collect::<Result<_>>()?;
    let not_yet = raw.not_yet.iter().map(|name| checker.stack(name));
    let not_yet = not_yet.collect::<Result<_>>()?;
    let parameters = raw.parameters.into_iter().map(|(name, raw)| Parameter {
        name,
        ask: raw.ask,
        key: raw.value,
        optional: raw.optional,
        forms: raw.forms.map(|it| (it.with, it.without)),
    });
    let after = raw.after.map(|text| Advice::parse(stem, text.trim()));
    Ok(Patch {
        issue: raw.issue,
        name: raw.name,
        finding: raw.finding,
        fix: raw.fix,
        category: raw.category,
        priority: raw.priority,
        effort: raw.effort,
        impact: raw.impact,
        safety: raw.safety,
        why: raw.why.trim().to_owned(),
        references: raw.references,
        parameters: parameters.collect(),
        needs: raw.needs,
        stale_comments: raw.stale_comments,
        not_yet,
        cases,
        after: after.transpose()?,
        check: raw.check.map(|check| check.trim().to_owned()),
    })
}

/// A form without a value takes a patch that works without it.
fn check_forms(raw: &RawPatch, checker: &Checker<'_>) -> Result<()> {
    let wrong = raw.parameters.iter();
    let mut wrong = wrong.filter(|(_, it)| it.forms.is_some() && !it.optional);
    if let Some((name, _)) = wrong.next() {
        let why = format!("`{name}` has `forms`, so it must be optional");
        return Err(checker.error(name, why));
    }
    Ok(())
}

fn unreadable(path: &str, error: &serde_yaml::Error) -> Error {
    let place = error.location().map_or(String::new(), |at| {
        format!(" at {}:{}", at.line(), at.column())
    });
    Error::new(format!("cannot read the patch `{path}`{place}")).note(error.to_string())
}
