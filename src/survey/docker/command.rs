//! What a Dockerfile starts: the command of its last stage, and a better one where somebody knows it.

use std::ops::Range;

use crate::code::Survey;
use crate::edit::line_number;
use crate::survey::docker::instructions::instructions;
use crate::survey::fact::Site;
use crate::tree::paths::join;

/// What starts the last stage.
pub(crate) struct Start<'t> {
    pub(crate) range: Range<usize>,
    /// As they are written.
    pub(crate) arguments: &'t str,
    pub(crate) command: Command,
}

/// A command: a list of words that is run as it is, or a line for a shell.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// The words.
    Exec(Vec<String>),
    /// The line.
    Shell(String),
}

/// The command of the Dockerfile in `folder`, where `better` knows one that does the same.
pub(crate) fn improvable(
    survey: &Survey<'_>,
    folder: &str,
    better: impl Fn(&Start<'_>) -> Option<String>,
) -> Vec<Site> {
    let site = || {
        let path = join(folder, "Dockerfile")?;
        let text = survey.overlay.text(&path).ok().flatten()?;
        let start = start(&text)?;
        let command = better(&start)?;
        let line = line_number(&text, start.range.start);
        Some(Site::new(&path, start.range, line).with("command", command))
    };
    site().into_iter().collect()
}

/// The last `CMD` of the last stage; none where an `ENTRYPOINT` decides what it means.
pub(crate) fn start(text: &str) -> Option<Start<'_>> {
    let all = instructions(text);
    let stage = all.iter().rposition(|it| it.keyword == "FROM").unwrap_or(0);
    let stage = &all[stage..];
    if stage.iter().any(|it| it.keyword == "ENTRYPOINT") {
        return None;
    }
    let last = stage.iter().rfind(|it| it.keyword == "CMD")?;
    let line = last.line.trim();
    let command = match serde_json::from_str(line) {
        Ok(words) => Command::Exec(words),
        Err(_) => Command::Shell(line.to_owned()),
    };
    Some(Start {
        range: last.range.clone(),
        arguments: last.arguments,
        command,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn continued_lines_comments_and_documents_are_read_over() {
        let text = "# syntax=docker/dockerfile:1\nFROM a AS b\nCMD no\nFROM c\nRUN <<EOF\nCMD no\nEOF\nRUN x \\\n  # why\n\n  y\ncmd [\"npm\", \\\n  \"start\"]\n# CMD no\n";
        let start = start(text).expect("there is a command");
        assert_eq!(&text[start.range.clone()], "cmd [\"npm\", \\\n  \"start\"]");
        assert_eq!(
            start.command,
            Command::Exec(vec!["npm".to_owned(), "start".to_owned()])
        );
    }

    #[test]
    fn an_entrypoint_decides_by_itself() {
        assert!(start("FROM a\nENTRYPOINT [\"tini\", \"--\"]\nCMD npm start\n").is_none());
        assert!(start("").is_none());
    }
}
