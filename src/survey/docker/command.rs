//! What a Dockerfile starts: the command of its last stage, and a better one where somebody knows it.

use std::ops::Range;

use crate::code::Survey;
use crate::edit::line_number;
use crate::survey::docker::environment::stages;
use crate::survey::docker::instructions::instructions;
use crate::survey::docker::words::{Step, steps};
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

/// What a container is started with: words of which the first is the program, an entry point before the command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Process {
    pub(crate) entry: Option<Vec<String>>,
    pub(crate) command: Option<Vec<String>>,
}

impl Process {
    /// What the last stage of a Dockerfile starts, or one that it is made from.
    pub(crate) fn of_image(text: &str) -> Self {
        let all = instructions(text);
        let stages = match all.iter().rposition(|it| it.keyword == "FROM") {
            Some(start) => stages(&all, start),
            None => Vec::new(),
        };
        let last = |keyword: &str| {
            let mut found = stages
                .iter()
                .filter_map(|stage| stage.iter().rfind(|it| it.keyword == keyword));
            let line = found.next()?.line.trim().to_owned();
            let shell = || ["/bin/sh", "-c", &line].map(str::to_owned).to_vec();
            Some(serde_json::from_str(&line).unwrap_or_else(|_| shell()))
        };
        Self {
            entry: last("ENTRYPOINT"),
            command: last("CMD"),
        }
    }

    /// The same for the container of an image that starts `own` where nothing else is said.
    pub(crate) fn instead_of(&self, own: &Self) -> Self {
        let is_own = self.entry.is_none();
        let entry = self.entry.as_ref().or(own.entry.as_ref());
        let usual = own.command.as_ref().filter(|_| is_own);
        Self {
            entry: entry.cloned(),
            command: self.command.as_ref().or(usual).cloned(),
        }
    }

    /// All words.
    pub(crate) fn words(&self) -> Vec<String> {
        let all = self.entry.iter().chain(&self.command);
        all.flatten().cloned().collect()
    }
}

/// The calls of a script of a shell, each with its words.
pub(crate) fn calls(script: &str) -> Vec<Vec<String>> {
    let all = steps(script).into_iter();
    all.filter_map(|step| match step {
        Step::Command(_, words) => Some(words),
        _ => None,
    })
    .collect()
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
    fn a_process_is_that_of_the_last_stage_and_what_it_is_made_from() {
        let words = |text: &str| Process::of_image(text).words().join(" ");
        let text =
            "FROM a AS base\nCMD [\"c\", \"d\"]\nFROM b\nCMD no\nFROM base\nENTRYPOINT [\"e\"]\n";
        assert_eq!(words(text), "e c d");
        assert_eq!(words("FROM a\nCMD c && d\n"), "/bin/sh -c c && d");
        let own = Process::of_image(text);
        let other = Process {
            entry: None,
            command: Some(vec!["f".to_owned()]),
        };
        assert_eq!(other.instead_of(&own).words().join(" "), "e f");
        assert_eq!(Process::default().instead_of(&own), own);
    }

    #[test]
    fn an_entrypoint_decides_by_itself() {
        assert!(start("FROM a\nENTRYPOINT [\"tini\", \"--\"]\nCMD npm start\n").is_none());
        assert!(start("").is_none());
    }
}
