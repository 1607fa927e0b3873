//! What a Dockerfile starts: the command of its last stage, and whether the signal of a stop reaches it.
//! Only places are found here; the lines around them are nobody's business.

use std::ops::Range;

use minijinja::Value;

use crate::code::Survey;
use crate::edit::{line_number, line_start};
use crate::survey::fact::{Captures, Place, Side, Site, Slot};
use crate::survey::node::package::Package;
use crate::tree::paths::join;

/// An instruction: its keyword in capitals, its place, and its arguments as they are written.
#[derive(Debug, PartialEq, Eq)]
struct Instruction<'t> {
    keyword: String,
    range: Range<usize>,
    arguments: &'t str,
    /// Without the breaks of continued lines.
    line: String,
}

/// A command: a list of words that is run as it is, or a line for a shell.
#[derive(Debug, PartialEq, Eq)]
enum Command {
    Exec(Vec<String>),
    Shell(String),
}

/// The commands of a service's Dockerfile in which a shell or a package manager stands between the container and node, with
/// the plain command that does the same. npm does not hand SIGTERM on.
#[must_use]
pub fn shell_commands(survey: &Survey<'_>, package: &Package) -> Vec<Site> {
    let direct = |start: &Start<'_>| {
        let words = node_words(package, &start.command)?;
        serde_json::to_string(&words)
            .ok()
            .map(|list| list.replace("\",\"", "\", \""))
    };
    sites(survey, &package.folder, direct)
}

/// The commands of a Dockerfile in `folder` that let uvicorn wait for its clients for ever, with a limit of 20 seconds.
#[must_use]
pub fn hasty_commands(survey: &Survey<'_>, folder: &str) -> Vec<Site> {
    let requirements =
        join(folder, "requirements.txt").and_then(|path| survey.overlay.text(&path).ok().flatten());
    if requirements.is_some_and(|text| text.lines().any(is_old_uvicorn)) {
        return Vec::new();
    }
    sites(survey, folder, with_timeout)
}

/// The place in the Dockerfile of `folder` where `variable` is set: before the command of the last stage. Filled where
/// something sets it (one of the `commands` that the image may run, too), where there is no command, or where the command is
/// one for development.
#[must_use]
pub fn environment_slot(
    survey: &Survey<'_>,
    folder: &str,
    variable: &str,
    commands: &[&str],
) -> Slot {
    let place = || {
        let path = join(folder, "Dockerfile")?;
        let text = survey.overlay.text(&path).ok().flatten()?;
        let all = instructions(&text);
        let start = all.iter().rposition(|it| it.keyword == "FROM")?;
        let stage = &all[start..];
        let command = stage
            .iter()
            .find(|it| matches!(&*it.keyword, "CMD" | "ENTRYPOINT"))?;
        let sets = |line: &str| line.contains(variable);
        let is_set = lines_of_stage(&all, start).iter().any(|line| sets(line));
        let run = commands.iter().copied().chain(
            stage
                .iter()
                .filter(|it| matches!(&*it.keyword, "CMD" | "ENTRYPOINT"))
                .map(|it| &*it.line),
        );
        let is_development = |line: &&str| {
            ["nodemon", "dev", "watch", "--reload"]
                .iter()
                .any(|mark| line.contains(mark))
        };
        let runs_development = stage
            .iter()
            .any(|it| it.keyword == "CMD" && is_development(&&*it.line));
        if is_set || run.into_iter().any(sets) || runs_development {
            return None;
        }
        Some(Place {
            at: above_comments(&text, command.range.start),
            path,
            side: Side::Before,
            indent: String::new(),
            captures: Captures::new(),
        })
    };
    place().map_or(Slot::Filled, Slot::Free)
}

/// The image that the last stage is made from, at the end of those that stages take over from each other.
#[must_use]
pub fn base_image(text: &str) -> Option<String> {
    let all = instructions(text);
    let mut wanted: Option<String> = None;
    for stage in all.iter().rev().filter(|it| it.keyword == "FROM") {
        let mut words = stage
            .line
            .split_whitespace()
            .filter(|word| !word.starts_with("--"));
        let image = words.next()?.to_owned();
        let name = words.nth(1);
        let is_wanted = wanted.as_deref().is_none_or(|wanted| name == Some(wanted));
        if is_wanted {
            wanted = Some(image);
        }
    }
    wanted
}

/// The lines that set variables in the stage that begins at `start`, and in those that it is made from.
fn lines_of_stage<'t>(all: &'t [Instruction<'_>], start: usize) -> Vec<&'t str> {
    let end = all[start + 1..]
        .iter()
        .position(|it| it.keyword == "FROM")
        .map_or(all.len(), |next| start + 1 + next);
    let own = all[start + 1..end]
        .iter()
        .filter(|it| matches!(&*it.keyword, "ENV" | "ARG"));
    let base = all[start]
        .line
        .split_whitespace()
        .find(|word| !word.starts_with("--"));
    let parent = all[..start].iter().rposition(|it| {
        let mut words = it.line.split_whitespace().rev();
        it.keyword == "FROM"
            && base.is_some()
            && words.next() == base
            && words
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case("as"))
    });
    let inherited = parent.map_or_else(Vec::new, |parent| lines_of_stage(all, parent));
    own.map(|it| &*it.line).chain(inherited).collect()
}

/// The start of the comment lines right above the line at `at`.
fn above_comments(text: &str, at: usize) -> usize {
    let mut start = line_start(text, at);
    while start > 0 {
        let above = line_start(text, start - 1);
        if !text[above..start].trim_start().starts_with('#') {
            break;
        }
        start = above;
    }
    start
}

fn sites(
    survey: &Survey<'_>,
    folder: &str,
    better: impl Fn(&Start<'_>) -> Option<String>,
) -> Vec<Site> {
    let site = || {
        let path = join(folder, "Dockerfile")?;
        let text = survey.overlay.text(&path).ok().flatten()?;
        let start = start(&text)?;
        let command = better(&start)?;
        Some(Site {
            line: line_number(&text, start.range.start),
            range: start.range,
            captures: Captures::from([("command".to_owned(), Value::from(command))]),
            path,
        })
    };
    site().into_iter().collect()
}

/// What starts the last stage.
struct Start<'t> {
    range: Range<usize>,
    arguments: &'t str,
    command: Command,
}

/// The last `CMD` of the last stage; none where an `ENTRYPOINT` decides what it means.
fn start(text: &str) -> Option<Start<'_>> {
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

/// All instructions, with continued lines, comments among them, and here-documents.
fn instructions(text: &str) -> Vec<Instruction<'_>> {
    let escape = if text
        .lines()
        .take_while(|l| l.starts_with('#'))
        .any(is_backtick_directive)
    {
        '`'
    } else {
        '\\'
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = at;
        let mut line = String::new();
        let mut continued = true;
        while continued && at < text.len() {
            let end = text[at..].find('\n').map_or(text.len(), |i| at + i + 1);
            let piece = text[at..end].trim_end();
            at = end;
            if piece.trim_start().starts_with('#') || piece.is_empty() {
                continued = !line.is_empty();
                continue;
            }
            let more = piece.strip_suffix(escape);
            line += more.unwrap_or(piece);
            continued = more.is_some();
        }
        let Some((keyword, rest)) = line.trim().split_once(char::is_whitespace) else {
            continue;
        };
        at = behind_documents(text, at, rest);
        let trimmed = text[start..at].trim_end();
        let begin = start + (trimmed.len() - trimmed.trim_start().len());
        let arguments = trimmed.trim_start()[keyword.len()..].trim_start();
        found.push(Instruction {
            keyword: keyword.to_uppercase(),
            range: begin..start + trimmed.len(),
            arguments,
            line: rest.to_owned(),
        });
    }
    found
}

/// `` # escape=` ``, as on Windows.
fn is_backtick_directive(line: &str) -> bool {
    line.trim_start_matches('#').replace(' ', "").to_lowercase() == "escape=`"
}

/// The byte behind the here-documents that an instruction opens.
fn behind_documents(text: &str, mut at: usize, line: &str) -> usize {
    let marks = line.split("<<").skip(1).filter_map(|rest| {
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        let word: String = rest
            .chars()
            .skip_while(|c| matches!(c, '"' | '\''))
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        (!word.is_empty()).then_some(word)
    });
    for mark in marks {
        while at < text.len() {
            let end = text[at..].find('\n').map_or(text.len(), |i| at + i + 1);
            let is_end = text[at..end].trim() == mark;
            at = end;
            if is_end {
                break;
            }
        }
    }
    at
}

/// The words of the node process that a command ends up with, where something stands between.
fn node_words(package: &Package, command: &Command) -> Option<Vec<String>> {
    match command {
        Command::Exec(words) => match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["sh" | "bash" | "/bin/sh" | "/bin/bash", "-c", line] => words_of(package, line),
            _ => script_words(package, words),
        },
        Command::Shell(line) => words_of(package, line),
    }
}

/// The words behind a line for a shell: a plain call of node, or of a package manager.
fn words_of(package: &Package, line: &str) -> Option<Vec<String>> {
    let words = plain_words(line)?;
    if words.first().is_some_and(|word| word == "node") {
        return Some(words);
    }
    script_words(package, &words)
}

/// The words of the script that a package manager runs, where it is a plain call of node with no other one around it.
fn script_words(package: &Package, words: &[String]) -> Option<Vec<String>> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (["npm" | "yarn" | "pnpm", "run" | "run-script", name] | ["npm" | "yarn" | "pnpm", name]) =
        words[..]
    else {
        return None;
    };
    let hooks = ["pre", "post"].map(|hook| format!("{hook}{name}"));
    if hooks.iter().any(|hook| package.command(hook).is_some()) {
        return None;
    }
    plain_words(package.command(name)?).filter(|words| words.first().is_some_and(|w| w == "node"))
}

/// The words of a line that means the same without a shell.
fn plain_words(line: &str) -> Option<Vec<String>> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@,+ \t".contains(c);
    let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    let sets_variable = words.first().is_some_and(|word| word.contains('='));
    (line.chars().all(plain) && !sets_variable).then_some(words)
}

const TIMEOUT: [&str; 2] = ["--timeout-graceful-shutdown", "20"];

/// The arguments of `CMD` with a limit for uvicorn; none where it has one, where it is not uvicorn, or where the line is
/// more than one call.
fn with_timeout(start: &Start<'_>) -> Option<String> {
    let words: Vec<String> = match &start.command {
        Command::Exec(words) => words.clone(),
        Command::Shell(line) => line.split_whitespace().map(str::to_owned).collect(),
    };
    let is_uvicorn = |word: &String| word == "uvicorn" || word.ends_with("/uvicorn");
    let leave = |word: &String| word.starts_with(TIMEOUT[0]) || word == "--reload";
    if !words.iter().any(is_uvicorn) || words.iter().any(leave) {
        return None;
    }
    match &start.command {
        Command::Exec(_) => {
            let (list, end) = start.arguments.split_at(start.arguments.rfind('"')? + 1);
            Some(format!(
                "{list}, \"{}\", \"{}\"{end}",
                TIMEOUT[0], TIMEOUT[1]
            ))
        }
        Command::Shell(line) => {
            let several = line.contains([';', '&', '|', '<', '>', '(', ')', '`']);
            let sets_variable = words.first().is_some_and(|word| word.contains('='));
            let exec = if words.first().is_some_and(|word| word == "exec") {
                ""
            } else {
                "exec "
            };
            let arguments = start.arguments;
            (!several && !sets_variable)
                .then(|| format!("{exec}{arguments} {} {}", TIMEOUT[0], TIMEOUT[1]))
        }
    }
}

/// A version of uvicorn that does not know the limit yet.
fn is_old_uvicorn(line: &str) -> bool {
    let version = line
        .trim()
        .strip_prefix("uvicorn")
        .and_then(|rest| rest.split_once("==0."))
        .map(|(_, minor)| minor);
    let minor = version.and_then(|v| v.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok());
    minor.is_some_and(|minor: u32| minor < 22)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(scripts: &str) -> Package {
        Package::of("", &format!("{{ \"scripts\": {{ {scripts} }} }}"))
    }

    fn direct(package: &Package, command: &str) -> Option<String> {
        let text = format!("FROM node:20\nCMD {command}\n");
        let start = start(&text).expect("there is a command");
        node_words(package, &start.command).map(|words| words.join(" "))
    }

    #[test]
    fn a_plain_script_needs_no_package_manager() {
        let package = package(r#""start": "node server.js", "dev": "nodemon server.js""#);
        for command in [
            "npm start",
            r#"["npm", "start"]"#,
            r#"["yarn","run","start"]"#,
            "pnpm run start",
        ] {
            assert_eq!(
                direct(&package, command).as_deref(),
                Some("node server.js"),
                "{command}"
            );
        }
        for command in [
            r#"["node", "server.js"]"#,
            "npm run dev",
            "npm test",
            "exec node a.js",
        ] {
            assert_eq!(direct(&package, command), None, "{command}");
        }
    }

    #[test]
    fn what_a_shell_must_read_is_left() {
        let package = package(
            r#""start": "NODE_ENV=production node a.js", "go": "tsc && node a.js", "run2": "node a.js", "prerun2": "tsc""#,
        );
        for command in [
            "npm start",
            "npm run go",
            "npm run run2",
            "node a.js $PORT",
            "node a.js && true",
        ] {
            assert_eq!(direct(&package, command), None, "{command}");
        }
        assert_eq!(direct(&package, "node a.js").as_deref(), Some("node a.js"));
        assert_eq!(
            direct(&package, r#"["sh", "-c", "node a.js"]"#).as_deref(),
            Some("node a.js")
        );
    }

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

    fn timed(command: &str) -> Option<String> {
        let text = format!("FROM python\nCMD {command}");
        with_timeout(&start(&text).expect("there is a command"))
    }

    #[test]
    fn uvicorn_gets_a_limit() {
        assert_eq!(
            timed(r#"["uvicorn", "main:app", "--port", "80"]"#).as_deref(),
            Some(r#"["uvicorn", "main:app", "--port", "80", "--timeout-graceful-shutdown", "20"]"#)
        );
        assert_eq!(
            timed("uvicorn main:app --port $PORT").as_deref(),
            Some("exec uvicorn main:app --port $PORT --timeout-graceful-shutdown 20")
        );
        for command in [
            "uvicorn a:b --reload",
            "gunicorn a:b",
            "x && uvicorn a:b",
            r#"["uvicorn", "a:b", "--timeout-graceful-shutdown=5"]"#,
        ] {
            assert_eq!(timed(command), None, "{command}");
        }
        assert!(is_old_uvicorn("uvicorn[standard]==0.17.6") && !is_old_uvicorn("uvicorn==0.30.1"));
    }
}
