//! Commands of a Dockerfile in which a shell or a package manager stands between the container and node, so that the signal
//! of a stop does not reach the service: npm does not hand SIGTERM on.

use crate::survey::docker::command::{Command, Start, improvable};
use crate::survey::fact::{Fact, Site};
use crate::survey::node::package::Package;
use crate::survey::node::service::Service;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// the command of the Dockerfile where a shell or a package manager stands between it and node
    list "shell-commands" ["command"] = |it| Fact::Present(it.shell_commands());
}

impl Service<'_> {
    /// The command of the Dockerfile, where the signal would not reach node, with the plain one that does the same. What npm
    /// tells a process about the package is used by some; their command stays.
    fn shell_commands(&self) -> Vec<Site> {
        let asks_npm = |path: &String| {
            let text = self.survey.overlay.text(path).ok().flatten();
            text.is_some_and(|text| {
                text.contains("npm_package_") || text.contains("npm_lifecycle_")
            })
        };
        let direct = |start: &Start<'_>| direct_command(self.package, start);
        let sites = improvable(self.survey, &self.package.folder, direct);
        if sites.is_empty() || self.reached().iter().any(asks_npm) {
            Vec::new()
        } else {
            sites
        }
    }
}

/// The list of words that starts node as a command does, where something stands between.
fn direct_command(package: &Package, start: &Start<'_>) -> Option<String> {
    let words = node_words(package, &start.command)?;
    let list = serde_json::to_string(&words).ok()?;
    Some(list.replace("\",\"", "\", \""))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::docker::command::start;

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
}
