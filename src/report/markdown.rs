//! A report in Markdown, for a comment of a pull request or the summary of a job: what a reviewer wants to know first, a table,
//! what is left to people as boxes, and the diffs, folded. Of the diffs as much is shown as there is room for.

use std::io::{self, Write};

use crate::plan::{FileChange, Finding, Fix, State, changes, diff};
use crate::report::count::count;
use crate::report::shown::{is_hidden, shown};
use crate::report::subject::Report;
use crate::report::told;

/// What a comment holds, in characters, with some to spare.
pub(super) const COMMENT: usize = 65_000;

/// What the summary of a job holds: 1 MiB, with some to spare; beyond it nothing of it is shown.
pub(super) const JOB_SUMMARY: usize = 1_000_000;

/// By this line a program finds the comment that it is to change.
pub(super) const MARKER: &str = "<!-- fixup: review -->";

/// How much of the diffs is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// All of them.
    Whole,
    /// Those of files that are there; of new ones the names.
    Edits,
    /// The names of the files.
    Names,
}

pub(super) fn print(out: &mut dyn Write, report: &Report<'_>, room: usize) -> io::Result<()> {
    let levels = [Level::Whole, Level::Edits, Level::Names];
    let mut texts = levels.iter().map(|level| text(report, *level));
    let fitting = texts.find(|text| text.len() <= room);
    let shown = fitting.unwrap_or_else(|| cut(&text(report, Level::Names), room));
    out.write_all(shown.as_bytes())
}

/// As many lines as there is room for.
fn cut(text: &str, room: usize) -> String {
    const END: &str = "\nThere is more than fits here: `fixup diff` shows all of it.\n";
    let mut kept = String::new();
    for line in text.split_inclusive('\n') {
        if kept.len() + line.len() + END.len() > room {
            break;
        }
        kept += line;
    }
    kept + END
}

fn text(report: &Report<'_>, level: Level) -> String {
    let findings: Vec<&Finding> = standing(report);
    let mut text = format!("{MARKER}\n### fixup: {}\n\n", headline(report, &findings));
    let plan = report.plan();
    text += &format!("Readiness {}\n", scores(report));
    if !findings.is_empty() {
        text += &format!("\n{}", table(report, &findings));
    }
    let people = people(&findings);
    if !people.is_empty() {
        text += &format!("\n**Left to people**\n\n{people}");
    }
    let fixes: Vec<&Fix> = plan.fixes.iter().collect();
    if !fixes.is_empty() {
        text += "\n**Fixes**\n\n";
        let secrets = report.secrets();
        text.extend(fixes.iter().map(|fix| folded(report, fix, level, &secrets)));
        text += &format!("\n{}\n", how_to_apply(&fixes));
    }
    text + &ignored(report)
}

/// What is shown: what is not fixed, and changed where something is compared; most urgent first.
pub(super) fn standing<'r>(report: &'r Report<'_>) -> Vec<&'r Finding> {
    let findings = report.review.findings();
    let mut findings: Vec<&Finding> = findings
        .filter(|it| it.state != State::Fixed && it.is_fresh())
        .collect();
    findings.sort_by_key(|it| it.priority);
    findings
}

fn headline(report: &Report<'_>, findings: &[&Finding]) -> String {
    let said = told::headline(report.review).map(|line| escaped(&line));
    said.unwrap_or_else(|| {
        let open = findings.iter().filter(|it| it.state == State::Open).count();
        match (findings.len() - open, open) {
            (0, 0) => "nothing to do".to_owned(),
            (0, open) => format!("{open} can be fixed"),
            (left, open) => format!(
                "{open} can be fixed, {left} {} left to people",
                if left == 1 { "is" } else { "are" }
            ),
        }
    })
}

/// The score as it is, and as the fixes leave it.
pub(super) fn scores(report: &Report<'_>) -> String {
    let (before, after) = (&report.review.score, &report.plan().score);
    let both = |before: u32, after: u32| {
        if before == after {
            format!("{before} %")
        } else {
            format!("{before} % → {after} %")
        }
    };
    let categories = before.categories.iter().map(|(category, share)| {
        let later = after.categories.get(category).copied().unwrap_or(100);
        format!("{category} {}", both(*share, later))
    });
    let categories: Vec<String> = categories.collect();
    let overall = both(before.overall, after.overall);
    if categories.is_empty() {
        format!("**{overall}**")
    } else {
        format!("**{overall}** ({})", categories.join(", "))
    }
}

pub(super) fn table(report: &Report<'_>, findings: &[&Finding]) -> String {
    let mut table = "| | issue | service | where | what |\n|---|---|---|---|---|\n".to_owned();
    for finding in findings {
        let places = report.places(finding);
        let place = format!("{}:{}", report.path(&places[0].path), places[0].line);
        let change = finding.change.map_or("", |change| match change {
            crate::plan::Change::New => "new, ",
            crate::plan::Change::Worse => "worse, ",
            crate::plan::Change::Older => "",
        });
        table += &format!(
            "| {} | {} {} | {} | {} | {change}{}: {} |\n",
            finding.priority,
            finding.issue,
            finding.name,
            code(&finding.service),
            code(&place),
            finding.state.word(),
            escaped(&told::message(finding)).replace('|', "\\|"),
        );
    }
    table
}

/// What no fix does, as boxes to tick.
pub(super) fn people(findings: &[&Finding]) -> String {
    let left = findings.iter().filter(|it| it.state != State::Open);
    left.map(|finding| {
        format!(
            "- [ ] {}: {}\n",
            escaped(&told::title(finding)),
            escaped(&told::message(finding))
        )
    })
    .collect()
}

fn folded(report: &Report<'_>, fix: &Fix, level: Level, secrets: &[&str]) -> String {
    let changed = changes(&fix.before, &fix.after);
    let patch = report.patch(&fix.finding);
    let head = format!(
        "<details><summary>{}: {}, {}</summary>\n\n",
        escaped(&told::title(&fix.finding)),
        escaped(&patch.fix),
        count(changed.len(), "file")
    );
    let shown = |change: &&FileChange| match level {
        Level::Whole => true,
        Level::Edits => change.before.is_some(),
        Level::Names => false,
    };
    let (diffs, names): (Vec<&FileChange>, Vec<&FileChange>) =
        changed.iter().partition(|it| shown(it));
    let text: String = diffs
        .iter()
        .map(|it| diff::masked(&diff::file(it), secrets))
        .collect();
    let names: String = names.iter().map(|it| name(it)).collect();
    let diffs = if text.is_empty() {
        String::new()
    } else {
        fenced("diff", &text)
    };
    let gap = if names.is_empty() || diffs.is_empty() {
        ""
    } else {
        "\n"
    };
    format!("{head}{names}{gap}{diffs}\n</details>\n")
}

/// A file by its name alone.
pub(super) fn name(change: &FileChange) -> String {
    let does = if change.before.is_none() {
        "new"
    } else {
        "changed"
    };
    format!("- {} ({does})\n", code(&change.path))
}

/// What to type for all of it.
pub(super) fn how_to_apply(fixes: &[&Fix]) -> String {
    let mut issues: Vec<u8> = fixes.iter().map(|fix| fix.finding.issue).collect();
    issues.sort_unstable();
    issues.dedup();
    let issues: Vec<String> = issues.iter().map(u8::to_string).collect();
    format!(
        "`fixup apply --issue {}` applies them, `fixup undo` takes them back.",
        issues.join(",")
    )
}

/// What the user leaves out, with the reasons.
fn ignored(report: &Report<'_>) -> String {
    let mut text = String::new();
    let older = report
        .review
        .findings()
        .filter(|it| it.state != State::Fixed && !it.is_fresh())
        .count();
    if older > 0 {
        text += &format!("\n{} not shown here.\n", count(older, "older finding"));
    }
    let ignored = &report.review.ignored;
    if !ignored.is_empty() {
        text += &format!(
            "\n<details><summary>{} ignored</summary>\n\n",
            ignored.len()
        );
        for it in ignored {
            text += &format!(
                "- {}: {}\n",
                escaped(&told::title(&it.finding)),
                escaped(&it.reason)
            );
        }
        text += "\n</details>\n";
    }
    for warning in &report.review.warnings {
        text += &format!("\n{}.\n", escaped(warning.fact()));
    }
    text
}

/// A text between fences that are longer than any in it.
fn fenced(language: &str, text: &str) -> String {
    let runs = text.lines().map(|line| {
        let line = line.trim_start_matches([' ', '+', '-']);
        line.chars().take_while(|c| *c == '`').count()
    });
    let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let text = text.replace(
        |c: char| c.is_control() && c != '\n' && c != '\t',
        "\u{fffd}",
    );
    format!("{fence}{language}\n{text}{end}{fence}\n")
}

/// A name of a repository's in code quotes.
pub(super) fn code(text: &str) -> String {
    let text = shown(text).replace('|', "\\|");
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

/// A text that means nothing to Markdown but its own code quotes, and calls nobody.
pub(super) fn escaped(text: &str) -> String {
    let mut parts = Vec::new();
    let is_balanced = text.matches('`').count().is_multiple_of(2);
    for (at, part) in text.split('`').enumerate() {
        let part = part.replace('\n', " ").replace(is_hidden, "\u{fffd}");
        if at % 2 == 1 && is_balanced {
            parts.push(part);
            continue;
        }
        let part = part
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let part = part
            .replace('@', "&#64;")
            .replace('[', "\\[")
            .replace('*', "\\*");
        parts.push(part.replace('_', "\\_"));
    }
    parts.join(if is_balanced { "`" } else { "\\`" })
}
