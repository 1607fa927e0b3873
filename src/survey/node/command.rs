//! What a command starts: the scripts of its processes, and the files that Node loads before them.

use std::sync::Arc;

use crate::code::Survey;
use crate::edit::script::is_script;
use crate::survey::docker::words::commands_of;
use crate::survey::node::package::Package;
use crate::survey::node::pm2::{apps, is_manager};
use crate::tree::paths::{file_name, join};

/// How many scripts of the manifest and of shells are followed: `start.sh` runs `start`, which runs `serve`, and that one
/// starts a file.
const HOPS: usize = 4;

/// Programs that run a script which they are given.
const RUNNERS: &[&str] = &[
    "babel-node",
    "babel-watch",
    "bun",
    "deno",
    "electron",
    "esno",
    "forever",
    "node",
    "node-dev",
    "nodejs",
    "nodemon",
    "pm2",
    "pm2-dev",
    "pm2-docker",
    "pm2-runtime",
    "supervisor",
    "swc-node",
    "ts-node",
    "ts-node-dev",
    "tsnd",
    "tsx",
    "vite-node",
];

/// Those that look for the ending of a name by themselves: `node server`.
const RESOLVERS: &[&str] = &[
    "babel-node",
    "node",
    "node-dev",
    "nodejs",
    "nodemon",
    "ts-node",
    "ts-node-dev",
    "tsnd",
    "tsx",
];

const SHELLS: &[&str] = &["ash", "bash", "dash", "sh"];

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
        found.add(started_by(survey, package, &words, hops));
    }
    found
}

/// What the words of one command start.
fn started_by(survey: &Survey<'_>, package: &Package, words: &[String], hops: usize) -> Started {
    let mut found = Started::default();
    if let Some(next) = npm_script(package, words) {
        found.add(started_bounded(survey, package, next, hops));
    } else {
        let own = files_of(words);
        let configured = is_manager(words)
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
    if let Some(hops) = hops.checked_sub(1) {
        for script in shell_scripts(survey, package, words) {
            for words in commands_of(&script) {
                found.add(started_by(survey, package, &words, hops));
            }
        }
    }
    found
}

/// The texts of the shell scripts that a command runs: by their ending, or by their first line where they are the program.
fn shell_scripts(survey: &Survey<'_>, package: &Package, words: &[String]) -> Vec<Arc<str>> {
    let is_before = |word: &&String| {
        sets_variable(word) || *word == "exec" || SHELLS.contains(&file_name(word))
    };
    let program = words.iter().find(|word| !is_before(word));
    let is_shell = |text: &str| {
        let first = text.lines().next().and_then(|it| it.strip_prefix("#!"));
        let names = |word: &str| SHELLS.contains(&file_name(word));
        first.is_some_and(|line| line.split_whitespace().any(names))
    };
    let text = |word: &String| {
        let is_named = word.ends_with(".sh");
        if !is_named && Some(word) != program {
            return None;
        }
        let text = survey.text(&shell_script(survey, &package.folder, word)?)?;
        (is_named || is_shell(&text)).then_some(text)
    };
    words.iter().filter_map(text).collect()
}

/// The file of a service that a command means by the name of a shell script: at its path, else the only one of that name.
pub(crate) fn shell_script(survey: &Survey<'_>, home: &str, named: &str) -> Option<String> {
    let paths = tails(named).filter_map(|tail| join(home, tail));
    let mut paths = paths.filter(|path| survey.overlay.is_listed(path));
    paths.next().or_else(|| {
        let is_named = |path: &&str| named.ends_with(".sh") && file_name(path) == file_name(named);
        let mut own = survey.overlay.paths_below(home).filter(is_named);
        let only = own.next()?;
        own.next().is_none().then(|| only.to_owned())
    })
}

/// A path as a command names it, and of one in an image what follows its folders: `/app/src/server.js` is `src/server.js`
/// in the repository.
pub(crate) fn tails(path: &str) -> impl Iterator<Item = &str> {
    let is_absolute = path.starts_with('/') && !path.contains("/node_modules/");
    let folders = path.match_indices('/').filter(move |_| is_absolute);
    let shorter = folders.map(|(at, _)| &path[at + 1..]);
    let whole = Some(path).filter(|it| !it.starts_with('/'));
    whole.into_iter().chain(shorter)
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

/// The files that the words of one command name. What stands behind an option is its value, unless a program that runs
/// scripts has none yet: `node --inspect a.js`, `knex --knexfile b.js`.
fn files_of(words: &[String]) -> Started {
    let mut found = Started::default();
    let mut words = words.iter();
    let mut runner = None;
    let mut is_behind_option = false;
    while let Some(word) = words.next() {
        let is_value = std::mem::take(&mut is_behind_option);
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
        } else if word.starts_with('-') {
            let value_given = value.filter(|value| runner.is_some() && is_script(value));
            found.scripts.extend(value_given.map(named));
            is_behind_option = value.is_none();
        } else if RUNNERS.contains(&file_name(word)) {
            runner = Some(Runner::of(file_name(word)));
        } else if sets_variable(word) || is_value && runner.as_ref().is_none_or(|it| it.has_script)
        {
            // a value for a program
        } else if is_started(word) {
            found.scripts.push(named(word));
            if let Some(runner) = &mut runner {
                runner.has_script = true;
            }
        } else if let Some(runner) = runner.as_mut().filter(|it| it.takes(word, is_value)) {
            found.scripts.push(named(word));
            runner.has_script = true;
        }
    }
    found
}

/// A program that runs a script.
struct Runner<'w> {
    name: &'w str,
    has_script: bool,
}

impl<'w> Runner<'w> {
    fn of(name: &'w str) -> Self {
        let has_script = false;
        Self { name, has_script }
    }

    /// Whether a word without an ending is its script. Options of Node have their values behind `=`.
    fn takes(&self, word: &str, is_behind_option: bool) -> bool {
        let is_path = |c: char| c.is_ascii_alphanumeric() || "_-./@".contains(c);
        !self.has_script
            && RESOLVERS.contains(&self.name)
            && (!is_behind_option || matches!(self.name, "node" | "nodejs"))
            && (self.name, word) != ("tsx", "watch")
            && word.chars().all(is_path)
    }
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
    fn a_runner_looks_for_the_ending_itself() {
        for (command, script) in [
            ("node server", "server"),
            ("PORT=1 node --inspect ./src/server", "src/server"),
            ("exec node -r dotenv/config bin/www", "bin/www"),
            ("nodemon -w src server", "server"),
            ("tsx watch src/server", "src/server"),
            ("node .", "."),
        ] {
            assert_eq!(files(command).scripts, strings(&[script]), "{command}");
        }
        for command in ["npx knex server", "node $ENTRY", "tsc -p server"] {
            assert_eq!(files(command).scripts, strings(&[]), "{command}");
        }
    }

    #[test]
    fn what_another_program_is_told_is_no_script() {
        for (command, scripts) in [
            ("npx knex migrate:latest --knexfile ./knexfile.js", vec![]),
            ("node server --settings ./settings.js", vec!["server"]),
            ("nodemon src/a.ts --ignore b.json", vec!["src/a.ts"]),
            ("CONFIG=./config.js node a.js", vec!["a.js"]),
            ("nodemon --watch b --exec ts-node a.ts", vec!["a.ts"]),
            ("node --enable-source-maps dist/a.js", vec!["dist/a.js"]),
            (r#"["server.js"]"#, vec!["server.js"]),
        ] {
            assert_eq!(files(command).scripts, strings(&scripts), "{command}");
        }
    }

    #[test]
    fn several_commands_start_several_scripts() {
        let found = files("concurrently \"node a.js\" 'node ./b.js' ");
        assert_eq!(found.scripts, strings(&["a.js", "b.js"]));
    }
}
