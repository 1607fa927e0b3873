//! Commands of a Dockerfile in which a shell or a package manager stands between the container and node, so that the signal
//! of a stop does not reach the service: npm does not hand SIGTERM on.

use crate::edit::line_number;
use crate::survey::docker::command::{Command, Start, improvable};
use crate::survey::docker::instructions::instructions;
use crate::survey::fact::{Fact, Site};
use crate::survey::node::command::shell_script;
use crate::survey::node::package::Package;
use crate::survey::node::service::Service;
use crate::survey::word::vocabulary;
use crate::tree::paths::join;

vocabulary! { Service:
    /// the command of the Dockerfile where a shell or a package manager stands between it and node
    list "shell-commands" ["command"] = |it| Fact::Present(it.shell_commands());
    /// the last line of a script that the Dockerfile starts, where it leaves a shell between the container and node
    list "shell-scripts" ["command"] = |it| Fact::Present(it.shell_scripts());
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

impl Service<'_> {
    /// The last line of a script of the service that its image starts, where node replaces no shell there.
    fn shell_scripts(&self) -> Vec<Site> {
        let folder = &self.package.folder;
        let dockerfile = join(folder, "Dockerfile");
        let text = dockerfile.and_then(|path| self.survey.overlay.text(&path).ok().flatten());
        let Some(text) = text else { return Vec::new() };
        let instructions = instructions(&text);
        let started = instructions.iter().rev();
        let mut started = started
            .filter(|it| matches!(&*it.keyword, "CMD" | "ENTRYPOINT"))
            .flat_map(|it| {
                it.line
                    .split(|c: char| c.is_whitespace() || "[],\"'".contains(c))
            });
        let script = started.find(|word| word.ends_with(".sh"));
        let path = script.and_then(|word| shell_script(self.survey, folder, word));
        path.and_then(|path| self.last_line(&path))
            .into_iter()
            .collect()
    }

    fn last_line(&self, path: &str) -> Option<Site> {
        let text = self.survey.overlay.text(path).ok().flatten()?;
        let last = text.lines().rev().find(|line| !line.trim().is_empty())?;
        // an indented line belongs to a loop or a condition
        let command =
            executed(self.package, last).filter(|_| !last.starts_with(char::is_whitespace))?;
        let start = last.as_ptr() as usize - text.as_ptr() as usize;
        let site = Site::new(path, start..start + last.len(), line_number(&text, start));
        Some(site.with("command", command))
    }
}

/// The list of words that starts node as a command does, where something stands between.
fn direct_command(package: &Package, start: &Start<'_>) -> Option<String> {
    let list = |words: Vec<String>| {
        let list = serde_json::to_string(&words).ok()?;
        Some(list.replace("\",\"", "\", \""))
    };
    if let Some(words) = node_words(package, &start.command) {
        return list(words);
    }
    match &start.command {
        Command::Exec(words) => match &words[..] {
            [shell, option, line] if option == "-c" => {
                let line = executed(package, line)?;
                list(vec![shell.clone(), option.clone(), line])
            }
            _ => None,
        },
        Command::Shell(line) => executed(package, line),
    }
}

/// A line for a shell whose last command takes the place of the shell: `node migrate.js && exec node server.js`.
fn executed(package: &Package, line: &str) -> Option<String> {
    let at = ["&&", ";"]
        .iter()
        .filter_map(|mark| Some(line.rfind(mark)? + mark.len()))
        .max();
    let (before, last) = line.split_at(at.unwrap_or(0));
    let last = last.trim();
    // a pipe, a job in the background or a quotation that the marks stand in
    if line.contains(['|', '\'', '"', '`', '(', '{', '#', '\\']) || last.ends_with('&') {
        return None;
    }
    let own = last.starts_with("node ").then(|| last.to_owned());
    let own = own.or_else(|| Some(script_words(package, &plain_words(last)?)?.join(" ")))?;
    let gap = if before.is_empty() { "" } else { " " };
    Some(format!("{before}{gap}exec {own}"))
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
    fn the_last_command_takes_the_place_of_the_shell() {
        let package = package(r#""start": "node server.js""#);
        for (line, better) in [
            (
                "node migrate.js && node server.js",
                "node migrate.js && exec node server.js",
            ),
            (
                "npx prisma migrate deploy; npm start",
                "npx prisma migrate deploy; exec node server.js",
            ),
            (
                "node server.js --port $PORT",
                "exec node server.js --port $PORT",
            ),
        ] {
            assert_eq!(executed(&package, line).as_deref(), Some(better), "{line}");
        }
        for line in [
            "node a.js && exec node b.js",
            "node a.js & node b.js &",
            "node a.js | tee log",
            "tsc && serve",
        ] {
            assert_eq!(executed(&package, line), None, "{line}");
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
