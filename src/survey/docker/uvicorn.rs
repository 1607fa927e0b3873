//! Commands that let uvicorn wait for its clients for ever once the container is stopped.

use crate::code::Survey;
use crate::survey::docker::command::{Command, Start, improvable};
use crate::survey::fact::Site;
use crate::tree::paths::join;

/// The option that limits the wait, and how many seconds it gets.
const TIMEOUT: [&str; 2] = ["--timeout-graceful-shutdown", "20"];

/// The commands of a Dockerfile in `folder` that let uvicorn wait for its clients for ever, with a limit of 20 seconds.
pub(crate) fn hasty_commands(survey: &Survey<'_>, folder: &str) -> Vec<Site> {
    if is_old(survey, folder) {
        return Vec::new();
    }
    improvable(survey, folder, with_timeout)
}

/// Whether the uvicorn of a folder does not know the limit yet.
pub(crate) fn is_old(survey: &Survey<'_>, folder: &str) -> bool {
    let requirements =
        join(folder, "requirements.txt").and_then(|path| survey.overlay.text(&path).ok().flatten());
    requirements.is_some_and(|text| text.lines().any(is_old_uvicorn))
}

/// How long uvicorn waits for its clients once it is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    ForEver,
    /// It cuts them off.
    NotAtAll,
    Limited,
}

/// How long the uvicorn that the words of a call start waits; none where they start none.
pub(crate) fn wait_of(words: &[impl AsRef<str>]) -> Option<Wait> {
    let mut words = words.iter().map(AsRef::as_ref);
    words.clone().find(|word| is_uvicorn(word))?;
    let value = words.find_map(|word| {
        let rest = word.strip_prefix(TIMEOUT[0])?;
        Some(rest.strip_prefix('=').map(str::to_owned))
    });
    Some(
        match value.map(|it| it.or_else(|| words.next().map(str::to_owned))) {
            None => Wait::ForEver,
            Some(value) if value.as_deref().and_then(|it| it.parse().ok()) == Some(0) => {
                Wait::NotAtAll
            }
            Some(_) => Wait::Limited,
        },
    )
}

fn is_uvicorn(word: &str) -> bool {
    word == "uvicorn" || word.ends_with("/uvicorn")
}

/// A call with a limit instead of one of no seconds.
fn lengthened(call: &str) -> Option<String> {
    let (before, behind) = call.split_once(TIMEOUT[0])?;
    let is_break = |c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'' | ',' | '\\');
    let value = behind.trim_start_matches(is_break);
    let rest = value.strip_prefix('0')?;
    let gap = &behind[..behind.len() - value.len()];
    Some(format!("{before}{}{gap}{}{rest}", TIMEOUT[0], TIMEOUT[1]))
}

/// One call of uvicorn with a limit; none where it has one, or is none.
pub(crate) fn limited(command: &str) -> Option<String> {
    let words: Vec<&str> = command.split_whitespace().collect();
    match wait_of(&words)? {
        Wait::Limited => None,
        Wait::NotAtAll => lengthened(command),
        Wait::ForEver if words.contains(&"--reload") => None,
        Wait::ForEver => Some(format!("{command} {} {}", TIMEOUT[0], TIMEOUT[1])),
    }
}

/// The arguments of `CMD` with a limit for uvicorn; none where it has one, where it is not uvicorn, or where the line is
/// more than one call.
fn with_timeout(start: &Start<'_>) -> Option<String> {
    let words: Vec<String> = match &start.command {
        Command::Exec(words) => words.clone(),
        Command::Shell(line) => line.split_whitespace().map(str::to_owned).collect(),
    };
    match wait_of(&words)? {
        Wait::ForEver => {}
        Wait::NotAtAll => return lengthened(start.arguments),
        Wait::Limited => return None,
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
    use crate::survey::docker::command::start;

    fn timed(command: &str) -> Option<String> {
        let text = format!("FROM python\nCMD {command}");
        with_timeout(&start(&text).expect("there is a command"))
    }

    #[test]
    fn a_wait_is_read_from_the_words_of_a_call() {
        let of = |call: &str| wait_of(&call.split(' ').collect::<Vec<_>>());
        assert_eq!(
            of("uvicorn a:b --timeout-graceful-shutdown 20"),
            Some(Wait::Limited)
        );
        assert_eq!(
            of("uvicorn a:b --timeout-graceful-shutdown=${STOP:-20}"),
            Some(Wait::Limited)
        );
        assert_eq!(
            of("uvicorn a:b --timeout-graceful-shutdown 0"),
            Some(Wait::NotAtAll)
        );
        assert_eq!(
            of("python -m uvicorn a:b --timeout-keep-alive 5"),
            Some(Wait::ForEver)
        );
        assert_eq!(of("gunicorn a:b -k uvicorn.workers.UvicornWorker"), None);
    }

    #[test]
    fn no_seconds_are_no_limit() {
        assert_eq!(
            timed(r#"["uvicorn", "a:b", "--timeout-graceful-shutdown", "0", "--port", "80"]"#)
                .as_deref(),
            Some(r#"["uvicorn", "a:b", "--timeout-graceful-shutdown", "20", "--port", "80"]"#)
        );
        assert_eq!(
            limited("uvicorn a:b --timeout-graceful-shutdown=0").as_deref(),
            Some("uvicorn a:b --timeout-graceful-shutdown=20")
        );
        assert_eq!(limited("uvicorn a:b --timeout-graceful-shutdown 5"), None);
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
        // an image that reloads runs in production, too, where its compose file says no more
        assert_eq!(
            timed(r#"["uvicorn", "a:b", "--reload"]"#).as_deref(),
            Some(r#"["uvicorn", "a:b", "--reload", "--timeout-graceful-shutdown", "20"]"#)
        );
        for command in [
            "gunicorn a:b",
            "x && uvicorn a:b",
            r#"["uvicorn", "a:b", "--timeout-graceful-shutdown=5"]"#,
        ] {
            assert_eq!(timed(command), None, "{command}");
        }
        assert!(is_old_uvicorn("uvicorn[standard]==0.17.6") && !is_old_uvicorn("uvicorn==0.30.1"));
    }
}
