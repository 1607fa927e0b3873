//! What a command starts: the scripts of its processes, and the files that Node loads before them.

use crate::code::Survey;
use crate::edit::script::is_script;
use crate::survey::node::package::Package;
use crate::survey::node::pm2::{apps, is_manager};

/// How many scripts of the manifest are followed: `start` runs `serve`, and that one starts a file.
const HOPS: usize = 3;

/// Options that load a file before the script, for Node itself and for what runs TypeScript.
const PRELOADS: &[&str] = &["-r", "--require", "--import"];

/// Options whose value is a file, and not the script.
const FILES: &[&str] = &[
    "--config",
    "--env-file",
    "--env-file-if-exists",
    "--experimental-loader",
    "--loader",
    "--project",
    "--tsconfig",
    "--watch-path",
    "-P",
];

/// The files of a command, as it names them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Started {
    /// The scripts, in order.
    pub(crate) scripts: Vec<String>,
    /// What is loaded before them.
    pub(crate) preloads: Vec<String>,
}

impl Started {
    fn add(&mut self, other: Self) {
        self.scripts.extend(other.scripts);
        self.preloads.extend(other.preloads);
    }
}

/// What a command starts, through `npm run NAME`, the file of a process manager, and their like.
pub(crate) fn started(survey: &Survey<'_>, package: &Package, command: &str) -> Started {
    started_bounded(survey, package, command, HOPS)
}

fn started_bounded(survey: &Survey<'_>, package: &Package, command: &str, hops: usize) -> Started {
    let mut found = Started::default();
    let Some(hops) = hops.checked_sub(1) else {
        return found;
    };
    for words in simple_commands(command) {
        if let Some(next) = npm_script(package, &words) {
            found.add(started_bounded(survey, package, next, hops));
            continue;
        }
        let own = files_of(&words);
        let configured = is_manager(&words)
            .then(|| apps(survey, package, &own.scripts))
            .flatten();
        match configured {
            Some(commands) => {
                for command in commands {
                    found.add(started_bounded(survey, package, &command, hops));
                }
            }
            None => found.add(own),
        }
    }
    found
}

/// The words of each command of a line; a list of words in JSON, as in a Dockerfile, is one.
fn simple_commands(command: &str) -> Vec<Vec<String>> {
    if let Ok(words) = serde_json::from_str::<Vec<String>>(command.trim()) {
        let is_shell = words.get(1).is_some_and(|word| word == "-c");
        return match words.get(2).filter(|_| is_shell) {
            Some(line) => simple_commands(line),
            None => vec![words],
        };
    }
    let mut commands = vec![Vec::new()];
    let mut word = String::new();
    let mut quote = None;
    for c in command.chars() {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c.is_whitespace() || matches!(c, ';' | '&' | '|') => {
                let words = commands.last_mut().expect("there is one from the start");
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                if !c.is_whitespace() && !words.is_empty() {
                    commands.push(Vec::new());
                }
            }
            _ => word.push(c),
        }
    }
    let words = commands.last_mut().expect("there is one from the start");
    words.extend(Some(word).filter(|word| !word.is_empty()));
    // `concurrently "npm run a" "node b.js"`
    let nested = commands.iter().flatten().filter(|word| word.contains(' '));
    let nested: Vec<String> = nested
        .filter(|word| !sets_variable(word))
        .cloned()
        .collect();
    for words in &mut commands {
        words.retain(|word| !nested.contains(word));
    }
    let inner = nested.iter().flat_map(|line| simple_commands(line));
    commands.extend(inner);
    commands
}

/// `NAME=value`.
fn sets_variable(word: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
    };
    word.split_once('=').is_some_and(|(name, _)| is_name(name))
}

/// The script of the manifest that a package manager is told to run.
fn npm_script<'p>(package: &'p Package, words: &[String]) -> Option<&'p str> {
    let is_runner = |word: &String| matches!(&**word, "npm" | "yarn" | "pnpm" | "bun");
    let at = words.iter().position(is_runner)?;
    let mut rest = words[at + 1..]
        .iter()
        .filter(|word| !word.starts_with('-') && *word != "run" && *word != "run-script");
    package.command(rest.next()?)
}

/// The files that the words of one command name.
fn files_of(words: &[String]) -> Started {
    let mut found = Started::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let (option, value) = match word.split_once('=') {
            Some((option, value)) => (option, Some(value)),
            None => (&**word, None),
        };
        if option == "NODE_OPTIONS" {
            let options: Vec<String> = value
                .into_iter()
                .flat_map(str::split_whitespace)
                .map(str::to_owned)
                .collect();
            found.preloads.extend(files_of(&options).preloads);
        } else if PRELOADS.contains(&option) {
            let value = value.or_else(|| words.next().map(|word| &**word));
            found.preloads.extend(value.map(named));
        } else if FILES.contains(&option) {
            if value.is_none() {
                words.next();
            }
        } else if is_started(word) {
            found.scripts.push(named(word));
        } else if let Some(value) = value.filter(|value| is_script(value)) {
            found.scripts.push(named(value));
        }
    }
    found
}

/// Whether a word names a script, or a file that lists some.
fn is_started(word: &str) -> bool {
    let ending = word.rsplit('.').next();
    let is_file = is_script(word) || matches!(ending, Some("json" | "yml" | "yaml"));
    is_file && !word.contains(' ')
}

fn named(word: &str) -> String {
    word.trim_start_matches("./").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(command: &str) -> Started {
        let mut found = Started::default();
        for words in simple_commands(command) {
            found.add(files_of(&words));
        }
        found
    }

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn what_is_loaded_before_a_script_is_not_the_script() {
        for (command, script, preloads) in [
            (
                "node -r ./tracing.js src/server.js",
                "src/server.js",
                vec!["tracing.js"],
            ),
            (
                "node --require=./a.js --import ./b.mjs c.js",
                "c.js",
                vec!["a.js", "b.mjs"],
            ),
            (
                r#"["node", "--import", "./t.mjs", "s.js"]"#,
                "s.js",
                vec!["t.mjs"],
            ),
            (
                "NODE_OPTIONS='--import ./t.mjs' node s.js",
                "s.js",
                vec!["t.mjs"],
            ),
            (
                "tsx --env-file=.env --import ./t.ts src/i.ts",
                "src/i.ts",
                vec!["t.ts"],
            ),
            (
                "node -r dotenv/config dist/index.js",
                "dist/index.js",
                vec!["dotenv/config"],
            ),
            (
                r#"["sh", "-c", "node -r ./t.js s.js"]"#,
                "s.js",
                vec!["t.js"],
            ),
            ("tsc -p . && node --loader ./l.mjs s.js", "s.js", vec![]),
        ] {
            let found = files(command);
            assert_eq!(found.scripts, strings(&[script]), "{command}");
            assert_eq!(found.preloads, strings(&preloads), "{command}");
        }
    }

    #[test]
    fn several_commands_start_several_scripts() {
        let found = files("concurrently \"node a.js\" 'node ./b.js' ");
        assert_eq!(found.scripts, strings(&["a.js", "b.js"]));
    }
}
