//! `lines`: lines at the end of a file, such as `.gitignore`, or at each place of a list. Those that are there stay where they
//! are; a file is made where there is none.

use super::{Changes, Job, Stop};
use crate::edit::{Edit, line_ending, splice};
use crate::error::Error;
use crate::patch::Template;
use crate::survey::fact::Captures;
use crate::survey::gitignore::KEPT_HEADING;
use crate::tree::Unreadable;
use crate::tree::paths::join;

pub(super) fn run(job: &Job<'_, '_>, template: &Template, folder: &str) -> Result<Changes, Stop> {
    let folder = job.folder(folder)?;
    let name = template.name();
    let path = join(&folder, name)
        .ok_or_else(|| Error::fault(format!("`{folder}/{name}` leaves the repository")))?;
    let wanted = job.render(template, None, &Captures::new())?;
    match job.tree.text(&path) {
        Ok(Some(standing)) => Ok(with_lines(&standing, &wanted)
            .map(|text| (path, text))
            .into_iter()
            .collect()),
        Ok(None) if !job.tree.exists(&path) => Ok(Changes::from([(path, wanted)])),
        Ok(None) => Err(Stop::Blocked(format!("`{path}` is no file"))),
        Err(unreadable) => Err(Stop::Blocked(format!("`{path}` {}", unreadable.0))),
    }
}

/// The lines of the template at every site of a list, ended as the file ends its own: a last line without an end stays one.
pub(super) fn at_each(job: &Job<'_, '_>, template: &Template, list: &str) -> Result<Changes, Stop> {
    let mut changes = Changes::new();
    for (path, sites) in job.sites(list)? {
        let blocked = |error: Unreadable| Stop::Blocked(format!("`{path}` {}", error.0));
        let text = job.tree.text(&path).map_err(blocked)?;
        let text = text.as_deref().unwrap_or_default();
        let mut edits = Vec::new();
        for site in &sites {
            let lines = job.render(template, Some(&path), &site.captures)?;
            let at = site.range.start;
            edits.push(Edit::insert(at, as_lines(text, at, &lines)));
        }
        changes.insert(path, splice(text, edits)?);
    }
    Ok(changes)
}

/// Lines as they have to be put at a byte of `text`.
fn as_lines(text: &str, at: usize, lines: &str) -> String {
    let newline = line_ending(text, at);
    let lines = lines
        .trim_end()
        .lines()
        .collect::<Vec<&str>>()
        .join(newline);
    let before = text[..at].trim_start_matches('\u{feff}');
    if before.is_empty() || before.ends_with('\n') {
        lines + newline
    } else {
        newline.to_owned() + &lines
    }
}

/// `text` with the lines of `wanted` that it lacks; nothing where it lacks none.
fn with_lines(text: &str, wanted: &str) -> Option<String> {
    let stands = |line: &&str| text.lines().any(|other| pattern(other) == pattern(line));
    let missing: Vec<&str> = wanted.lines().filter(|line| !stands(line)).collect();
    if missing.is_empty() {
        return None;
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (before, behind) = text.split_at(end_of(text));
    let mut new = before.to_owned();
    if !before.is_empty() && !before.ends_with('\n') {
        new += newline;
    }
    for line in missing {
        new += line;
        new += newline;
    }
    Some(new + behind)
}

/// Where new lines go: to the end, but in front of the lines there that let something in again, whichever patch came first.
fn end_of(text: &str) -> usize {
    let Some(heading) = text.rfind(&format!("\n{KEPT_HEADING}")) else {
        return text.len();
    };
    let mut kept = text[heading + 1..].lines().skip(1);
    let is_last = kept.all(|line| line.starts_with('!') || line.trim().is_empty());
    if !is_last {
        return text.len();
    }
    let above = text[..=heading].trim_end_matches(['\r', '\n']);
    let end_of_line = text[above.len()..].find('\n').map_or(0, |at| at + 1);
    above.len() + end_of_line
}

/// A pattern without what makes no difference here: `logs`, `/logs/` and `**/logs/` all leave `logs/` out.
fn pattern(line: &str) -> &str {
    let line = line.trim();
    line.strip_prefix("**/").unwrap_or(line).trim_matches('/')
}

#[cfg(test)]
mod tests {
    use super::with_lines;
    use crate::survey::gitignore::KEPT_HEADING;

    #[test]
    fn a_line_that_stands_in_other_words_is_not_repeated() {
        for text in ["logs\n", "/logs/\n", "dist\n**/logs/", " logs/ \r\n"] {
            assert_eq!(with_lines(text, "logs/\n"), None, "{text:?}");
        }
    }

    #[test]
    fn lines_go_to_the_end_as_the_file_ends_its_own() {
        let cases = [
            ("", "logs/\n"),
            ("dist\n", "dist\nlogs/\n"),
            ("dist", "dist\nlogs/\n"),
            ("dist\r\nlogs.txt", "dist\r\nlogs.txt\r\nlogs/\r\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(with_lines(text, "logs/\n").as_deref(), Some(expected));
        }
    }

    #[test]
    fn lines_stand_in_front_of_what_is_let_in_again() {
        for newline in ["\n", "\r\n"] {
            let with = |lines: &[&str]| lines.join(newline) + newline;
            let kept = ["", KEPT_HEADING, "!a"];
            let given = with(&[&["dist"], &kept[..]].concat());
            let expected = with(&[&["dist", "logs/"], &kept[..]].concat());
            assert_eq!(with_lines(&given, "logs/\n"), Some(expected));
            // what somebody wrote behind them stays behind them
            let given = given + "b" + newline;
            let expected = given.clone() + "logs/" + newline;
            assert_eq!(with_lines(&given, "logs/\n"), Some(expected));
        }
    }
}
