//! Diffs for people and programs: one patch after the other, each with its own change.

use std::io::{self, Write};
use std::path::Path;

use anstyle::AnsiColor;

use crate::error::{Error, Result};
use crate::patch::{Catalogue, Patch};
use crate::plan::saved::SavedPlan;
use crate::plan::{FileChange, Finding, Fix, changes, diff};
use crate::report::count::count;
use crate::report::format::Format;
use crate::report::json::{self, DiffDocument, PlanDocument};
use crate::report::shown::{shown, shown_lines};
use crate::report::style::{BOLD, DIM, color};
use crate::report::subject::{Planned, Report};
use crate::report::{scan, told};

/// Prints the fixes, what is left, and what a reviewer wants to know first.
pub(super) fn text(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    if let Some(line) = told::headline(report.review) {
        writeln!(out, "{BOLD}{line}{BOLD:#}\n")?;
    }
    fixes(out, report.catalogue, &report.plan().fixes)?;
    let findings: Vec<Finding> = report
        .review
        .findings()
        .filter(|it| it.is_fresh())
        .cloned()
        .collect();
    scan::left(out, &findings, report.width)?;
    scan::ignored(out, report.review)
}

/// Prints the diffs of all fixes, patch by patch.
///
/// # Errors
/// What the writer says.
pub fn fixes(out: &mut dyn Write, catalogue: &Catalogue, fixes: &[Fix]) -> io::Result<()> {
    if fixes.is_empty() {
        return writeln!(out, "nothing to change");
    }
    for patch in catalogue.patches() {
        let own: Vec<Fix> = fixes
            .iter()
            .filter(|fix| fix.finding.issue == patch.issue)
            .cloned()
            .collect();
        if !own.is_empty() {
            self::patch(out, patch, &own)?;
        }
    }
    Ok(())
}

/// Prints what one patch changes, service by service.
///
/// # Errors
/// What the writer says.
pub fn patch(out: &mut dyn Write, patch: &Patch, fixes: &[Fix]) -> io::Result<()> {
    for fix in fixes {
        let finding = &fix.finding;
        title(out, patch.issue, &patch.name, &finding.service, &patch.fix)?;
        let (message, remarks) = finding.headline();
        if finding.message != patch.finding {
            writeln!(out, "{DIM}{}{DIM:#}", shown(message))?;
        }
        for remark in remarks {
            writeln!(out, "{DIM}  = {}{DIM:#}", shown(remark))?;
        }
        let secrets: Vec<&str> = fix.after.secrets().collect();
        files(out, &changes(&fix.before, &fix.after), &secrets)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Prints what a fix changes in files that stand there; new ones are counted.
///
/// # Errors
/// What the writer says.
pub fn in_short(out: &mut dyn Write, fix: &Fix) -> io::Result<()> {
    let secrets: Vec<&str> = fix.after.secrets().collect();
    let changes = changes(&fix.before, &fix.after).into_iter();
    let (new, edited): (Vec<_>, Vec<_>) = changes.partition(|it| it.before.is_none());
    files(out, &edited, &secrets)?;
    new.iter().try_for_each(|it| {
        let lines = count(it.after.lines().count(), "line");
        writeln!(
            out,
            "{DIM}and {lines} in a new file, {}{DIM:#}",
            shown(&it.path)
        )
    })
}

/// What a patch does to a service.
fn title(out: &mut dyn Write, issue: u8, name: &str, service: &str, fix: &str) -> io::Result<()> {
    let service = shown(service);
    writeln!(out, "{BOLD}{issue} {name}{BOLD:#} in {service}: {fix}")
}

fn files(out: &mut dyn Write, changes: &[FileChange], secrets: &[&str]) -> io::Result<()> {
    let mut shown = changes
        .iter()
        .map(|change| diff::masked(&diff::file(change), secrets));
    shown.try_for_each(|text| lines(out, &text))
}

fn lines(out: &mut dyn Write, text: &str) -> io::Result<()> {
    for line in shown_lines(text).split_inclusive('\n') {
        let (content, end) = line
            .strip_suffix('\n')
            .map_or((line, ""), |content| (content, "\n"));
        let style = match content.bytes().next() {
            Some(b'+') if !content.starts_with("+++ ") => color(AnsiColor::Green),
            Some(b'-') if !content.starts_with("--- ") => color(AnsiColor::Red),
            Some(b'@') => color(AnsiColor::Cyan),
            Some(b' ') | None => anstyle::Style::new(),
            _ => DIM,
        };
        write!(out, "{style}{content}{style:#}{end}")?;
    }
    Ok(())
}

/// Prints a saved plan.
///
/// # Errors
/// What the writer says.
pub fn saved(
    out: &mut dyn Write,
    catalogue: &Catalogue,
    plan: &SavedPlan,
    format: Format,
) -> io::Result<()> {
    match format {
        Format::Patch => return patch_file(out, plan),
        Format::Json => {
            let document = PlanDocument {
                version: 1,
                fixes: &plan.fixes,
                files: json::files(&plan.changes(), plan.secrets.iter().map(String::as_str)),
            };
            return json::write(out, &document);
        }
        _ => {}
    }
    for fix in &plan.fixes {
        let does = catalogue.patch(fix.issue).map_or("", |patch| &patch.fix);
        title(out, fix.issue, &fix.name, &fix.service, does)?;
    }
    let secrets: Vec<&str> = plan.secrets.iter().map(String::as_str).collect();
    files(out, &plan.changes(), &secrets)
}

/// Prints everything as one patch for `git apply`. A file with a secret in its diff is left out and named.
///
/// # Errors
/// What the writer says.
pub fn patch_file(out: &mut dyn Write, plan: &SavedPlan) -> io::Result<()> {
    let (shown, hidden) = parted(plan);
    // git passes over lines before the first `diff --git`
    for change in hidden {
        let path = diff::quoted("", &change.path);
        writeln!(out, "# left out, because it would show a secret: {path}")?;
    }
    shown
        .iter()
        .try_for_each(|text| out.write_all(text.as_bytes()))
}

/// The diffs of files, and the files whose diff would show a secret.
fn parted(plan: &SavedPlan) -> (Vec<String>, Vec<FileChange>) {
    let secrets: Vec<&str> = plan.secrets.iter().map(String::as_str).collect();
    let (mut shown, mut hidden) = (Vec::new(), Vec::new());
    for change in plan.changes() {
        let text = diff::file(&change);
        if diff::masked(&text, &secrets) == text {
            shown.push(text);
        } else {
            hidden.push(change);
        }
    }
    (shown, hidden)
}

/// Refuses to show a plan as a patch that would hold half of a fix.
///
/// # Errors
/// A file with code, whose diff would show a secret.
pub fn check_patch(plan: &SavedPlan, file: &Path) -> Result<()> {
    let (_, hidden) = parted(plan);
    let Some(change) = hidden.iter().find(|it| !it.is_of_values()) else {
        return Ok(());
    };
    let file = file.display();
    let fact = format!(
        "`{file}` cannot be shown as a patch: that of `{}` would show a secret, and without it a fix would be left by half",
        change.path
    );
    Err(Error::new(fact).help(format!("`fixup apply --plan {file}` applies the plan")))
}

/// Warns of what a patch does not hold.
///
/// # Errors
/// What the writer says.
pub fn left_out(out: &mut dyn Write, plan: &Planned) -> io::Result<()> {
    let kept_back = plan.shared.iter().flat_map(|it| &it.kept_back);
    for title in kept_back {
        writeln!(
            out,
            "warning: the patch lacks {title}, since it would show a secret; `fixup apply` makes this fix"
        )?;
    }
    for change in parted(plan.in_a_patch()).1 {
        let path = diff::quoted("", &change.path);
        writeln!(
            out,
            "warning: the patch lacks `{path}`, since it would show a secret; `fixup apply` changes it"
        )?;
    }
    Ok(())
}

/// Prints all fixes as JSON, each with the change of every file.
pub(super) fn json(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let document = DiffDocument {
        version: 1,
        since: json::since(report.review),
        fixes: report.plan().fixes.iter().map(Into::into).collect(),
        ignored: &report.review.ignored,
    };
    json::write(out, &document)
}
