//! `lines`: lines at the end of a file, such as `.gitignore`. Those that are there stay where they are; a file is made where
//! there is none.

use super::{Changes, Job, Stop};
use crate::error::Error;
use crate::patch::Template;
use crate::survey::fact::Captures;
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

/// `text` with the lines of `wanted` that it lacks; nothing where it lacks none.
fn with_lines(text: &str, wanted: &str) -> Option<String> {
    let stands = |line: &&str| text.lines().any(|other| pattern(other) == pattern(line));
    let missing: Vec<&str> = wanted.lines().filter(|line| !stands(line)).collect();
    if missing.is_empty() {
        return None;
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut new = text.to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        new += newline;
    }
    for line in missing {
        new += line;
        new += newline;
    }
    Some(new)
}

/// A pattern without what makes no difference here: `logs`, `/logs/` and `**/logs/` all leave `logs/` out.
fn pattern(line: &str) -> &str {
    let line = line.trim();
    line.strip_prefix("**/").unwrap_or(line).trim_matches('/')
}

#[cfg(test)]
mod tests {
    use super::with_lines;

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
}
