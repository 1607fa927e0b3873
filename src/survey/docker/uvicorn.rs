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

/// One call of uvicorn with a limit; none where it has one, or is none.
pub(crate) fn limited(command: &str) -> Option<String> {
    let mut words = command.split_whitespace();
    let is_uvicorn = words
        .clone()
        .any(|word| word == "uvicorn" || word.ends_with("/uvicorn"));
    let leave = |word: &str| word.starts_with(TIMEOUT[0]) || word == "--reload";
    (is_uvicorn && !words.any(leave)).then(|| format!("{command} {} {}", TIMEOUT[0], TIMEOUT[1]))
}

/// The arguments of `CMD` with a limit for uvicorn; none where it has one, where it is not uvicorn, or where the line is
/// more than one call.
fn with_timeout(start: &Start<'_>) -> Option<String> {
    let words: Vec<String> = match &start.command {
        Command::Exec(words) => words.clone(),
        Command::Shell(line) => line.split_whitespace().map(str::to_owned).collect(),
    };
    let is_uvicorn = |word: &String| word == "uvicorn" || word.ends_with("/uvicorn");
    let is_limited = |word: &String| word.starts_with(TIMEOUT[0]);
    if !words.iter().any(is_uvicorn) || words.iter().any(is_limited) {
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
    use crate::survey::docker::command::start;

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
