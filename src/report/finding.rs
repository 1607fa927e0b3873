//! A finding for people: as compilers show one, with its place in the code and what to type next, or in a line.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::plan::{Finding, Location, State};
use crate::report::count::wrapped;
use crate::report::excerpt;
use crate::report::shown::shown;
use crate::report::style::{BOLD, DIM, color};
use crate::report::subject::Report;
use crate::report::told;

/// Marks what fixup can fix itself.
pub(super) const FIXABLE: &str = "[*]";

/// So many places are named besides the first.
const OTHERS: usize = 8;

fn state_style(state: State) -> Style {
    match state {
        State::Open => color(AnsiColor::Red).bold(),
        State::Fixed => color(AnsiColor::Green),
        State::Held | State::Blocked => color(AnsiColor::Yellow).bold(),
        State::Manual => color(AnsiColor::Cyan),
    }
}

/// What is wrong, where, and what to type next; with its code where that does not stand above already.
pub(super) fn full(
    out: &mut dyn Write,
    report: &Report<'_>,
    finding: &Finding,
    with_code: bool,
) -> io::Result<()> {
    let (message, remarks) = finding.headline();
    let mark = match finding.state {
        State::Open => FIXABLE.to_owned(),
        other => format!("({})", other.word()),
    };
    let style = state_style(finding.state);
    let head = format!("{} {} {}", finding.priority, finding.issue, finding.name);
    let text = wrapped(
        &format!("{head} {mark} {}", shown(message)),
        report.width - 4,
        "    ",
    );
    let text = text.trim_start();
    // the colour and the boldness of the head, without their signs among the counted characters
    let text = text.replacen(&head, &format!("{BOLD}{head}{BOLD:#}"), 1);
    let text = text.replacen(&mark, &format!("{style}{mark}{style:#}"), 1);
    writeln!(out, "{text}")?;
    place(out, report, finding, with_code)?;
    let reason = finding.reason.iter().chain(remarks);
    for told in reason {
        note(out, report, &shown(told))?;
    }
    if report.explained {
        note(out, report, &report.patch(finding).why)?;
    }
    if let Some(command) = told::command(report, finding) {
        note(out, report, &command)?;
    }
    writeln!(out)
}

/// A line below a finding, and those that it takes.
fn note(out: &mut dyn Write, report: &Report<'_>, text: &str) -> io::Result<()> {
    let text = wrapped(text, report.width - 4, "    ");
    writeln!(out, "  {DIM}={DIM:#} {}", text.trim_start())
}

/// The first place with its code, and the names of the others.
fn place(
    out: &mut dyn Write,
    report: &Report<'_>,
    finding: &Finding,
    with_code: bool,
) -> io::Result<()> {
    let Some(first) = finding.places.first() else {
        return Ok(());
    };
    let text = report.tree.text(&first.path).ok().flatten();
    let path = shown(&first.path);
    let is_there = text.is_some() || report.tree.exists(&first.path);
    match &text {
        Some(text) if !text.is_empty() => {
            let above = if with_code { "" } else { " (as above)" };
            writeln!(
                out,
                "  {DIM}-->{DIM:#} {path}:{}:{}{DIM}{above}{DIM:#}",
                first.line, first.column
            )?;
            if with_code && !is_private(&first.path) {
                let hidden = report.secrets();
                let hidden = hidden
                    .into_iter()
                    .chain(report.hidden.iter().map(String::as_str));
                let hidden: Vec<&str> = hidden.collect();
                excerpt::print(out, text, first, &hidden, report.width)?;
            }
        }
        _ if is_there => writeln!(out, "  {DIM}-->{DIM:#} {path}:{}", first.line)?,
        _ => writeln!(out, "  {DIM}-->{DIM:#} {path} {DIM}(to be made){DIM:#}")?,
    }
    let others = &finding.places[1..];
    if others.is_empty() {
        return Ok(());
    }
    let more = others.len().saturating_sub(OTHERS);
    let named = places(&others[..others.len() - more], Some(&first.path));
    let more = match more {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let word = if named.starts_with(|c: char| c.is_ascii_digit()) && others[0].path == first.path {
        "also at line "
    } else {
        "also at "
    };
    note(out, report, &format!("{word}{named}{more}"))
}

/// Whether a file is made of values that are nobody's business, whatever they are called.
fn is_private(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_example = ["example", "sample", "template", "dist"]
        .iter()
        .any(|word| name.contains(word));
    let is_values = name.starts_with(".env")
        || name.ends_with(".env")
        || name.starts_with(".dev.vars")
        || [".tfvars", ".pem", ".key", ".p12"]
            .iter()
            .any(|it| name.ends_with(it));
    is_values && !is_example
}

/// One finding in a line of the list, and what is to be said of it below.
pub(super) fn row(out: &mut dyn Write, finding: &Finding, width: usize) -> io::Result<()> {
    let style = state_style(finding.state);
    let (state, issue) = (
        finding.state.word(),
        format!("{:>2} {}", finding.issue, finding.name),
    );
    let (message, remarks) = finding.headline();
    let message = shown(message);
    let room = width.saturating_sub(BEHIND_THE_NAME);
    let place = if finding.state == State::Fixed {
        String::new()
    } else {
        places(&finding.places, None)
    };
    let is_short = message.chars().count() + 2 + place.chars().count() <= room;
    let text = if is_short && !place.is_empty() {
        format!("{message}  {DIM}{place}{DIM:#}")
    } else {
        wrapped(&message, room, &" ".repeat(BEHIND_THE_NAME))
            .trim_start()
            .to_owned()
    };
    writeln!(
        out,
        "  {style}{state:<7}{style:#} {} {issue:<24} {text}",
        finding.priority
    )?;
    if !is_short && !place.is_empty() {
        writeln!(out, "{DIM}{}{DIM:#}", wrapped(&place, width - 13, BELOW))?;
    }
    let mut told = finding.reason.iter().chain(remarks);
    told.try_for_each(|told| {
        let text = wrapped(&shown(told), width - 15, "               ");
        writeln!(out, "             {DIM}={DIM:#} {}", text.trim_start())
    })
}

/// The columns of a row before its message.
const BEHIND_THE_NAME: usize = 38;

/// What stands below a row begins here.
const BELOW: &str = "             ";

/// The findings of a service for which nothing is to be done.
pub(super) fn fixed(out: &mut dyn Write, findings: &[&Finding], width: usize) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let told = findings.iter().map(|finding| {
        let remark = finding
            .message
            .strip_prefix("nothing to do")
            .unwrap_or_default();
        format!("{} {}{}", finding.issue, finding.name, shown(remark))
    });
    let told: Vec<String> = told.collect();
    let text = format!("fixed: {}", told.join(", "));
    writeln!(out, "{DIM}{}{DIM:#}\n", wrapped(&text, width, ""))
}

/// `app.js:18, 33, socket.js:4`: a file is named once.
fn places(places: &[Location], last: Option<&String>) -> String {
    let mut out = String::new();
    let mut last = last;
    for place in places {
        let separator = if out.is_empty() { "" } else { ", " };
        let named = if last == Some(&place.path) {
            place.line.to_string()
        } else {
            format!("{}:{}", shown(&place.path), place.line)
        };
        out.push_str(separator);
        out.push_str(&named);
        last = Some(&place.path);
    }
    out
}

/// `[*] 28 can be fixed`, for the end of a report.
pub(super) fn fixable(number: usize) -> String {
    let verb = if number == 1 {
        "finding can"
    } else {
        "findings can"
    };
    format!("{FIXABLE} {number} {verb} be fixed")
}

/// Why an unresolved finding matters, where that was asked for.
pub(super) fn why(out: &mut dyn Write, report: &Report<'_>, finding: &Finding) -> io::Result<()> {
    if !report.explained || finding.state == State::Fixed {
        return Ok(());
    }
    let why = &report.patch(finding).why;
    writeln!(out, "{}", wrapped(why, report.width - BELOW.len(), BELOW))
}
