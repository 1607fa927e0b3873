//! Commands in scripts that build images: where they are run, and what they are told.

use std::collections::BTreeMap;

use crate::survey::docker::words::{Step, steps};
use crate::tree::paths::join;

/// A command that builds an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// Counted from 1.
    pub(crate) line: usize,
    /// The folder that it is run in; none where nobody can tell.
    pub(crate) at: Option<Place>,
    pub(crate) file: Option<String>,
    pub(crate) context: String,
}

/// A folder, as a script comes to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Seen from the folder that the script is started in.
    Start(String),
    /// Seen from the root of the repository.
    Root(String),
}

impl Place {
    /// A path from here; one that begins with [`ROOT`] is seen from the root. None where it leads out.
    pub(crate) fn join(&self, path: &str) -> Option<Self> {
        if let Some(path) = path.strip_prefix(ROOT) {
            return join("", path).map(Self::Root);
        }
        match self {
            Self::Root(folder) => join(folder, path).map(Self::Root),
            // Whether `..` leads out depends on where that is
            Self::Start(folder) => Some(Self::Start(format!("{folder}/{path}"))),
        }
    }

    /// The path from the root, for a script that is started in `start`.
    pub(crate) fn from(&self, start: &str) -> Option<String> {
        match self {
            Self::Root(folder) => Some(folder.clone()),
            Self::Start(folder) => join(start, folder),
        }
    }
}

/// What a path begins with that is seen from the root of the repository.
const ROOT: &str = "\u{0}/";

/// Options of `docker build` that stand before their value.
const WITH_VALUE: &[&str] = &[
    "--add-host",
    "--build-arg",
    "--build-context",
    "--builder",
    "--cache-from",
    "--cache-to",
    "--iidfile",
    "--label",
    "--metadata-file",
    "--network",
    "--output",
    "--platform",
    "--progress",
    "--secret",
    "--ssh",
    "--tag",
    "--target",
    "-o",
    "-t",
];

/// A command of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    /// Counted from 1.
    pub(crate) line: usize,
    /// The folder that it is run in; none where nobody can tell.
    pub(crate) at: Option<Place>,
    /// With the values of variables that the script itself gives.
    pub(crate) words: Vec<String>,
}

/// The builds that a script of the folder `here` asks for.
pub(crate) fn builds_in(text: &str, here: &str) -> Vec<Told> {
    let builds = commands_in(text, here).into_iter().filter_map(|it| {
        let (file, context) = told(&it.words)?;
        Some(Told {
            line: it.line,
            at: it.at,
            file,
            context,
        })
    });
    builds.collect()
}

/// The commands of a script of the folder `here`.
pub(crate) fn commands_in(text: &str, here: &str) -> Vec<Command> {
    let mut shell = Shell {
        here,
        at: Some(Place::Start(String::new())),
        left: Vec::new(),
        values: BTreeMap::new(),
    };
    let mut found = Vec::new();
    for step in steps(text) {
        match step {
            Step::Enter => shell.left.push(shell.at.clone()),
            Step::Leave => shell.at = shell.left.pop().unwrap_or(shell.at),
            Step::Command(line, words) => {
                let words: Vec<String> = words.iter().map(|it| shell.filled(it)).collect();
                shell.remember(&words);
                found.push(Command {
                    line,
                    at: shell.at.clone(),
                    words,
                });
            }
        }
    }
    found
}

/// What a script has done so far.
struct Shell<'t> {
    here: &'t str,
    at: Option<Place>,
    /// Where it comes back to: out of `(…)`, and by `popd`.
    left: Vec<Option<Place>>,
    values: BTreeMap<String, String>,
}

impl Shell<'_> {
    /// What a command changes: the folder, and variables.
    fn remember(&mut self, words: &[String]) {
        let is_flag = |word: &&String| word.starts_with('-') && word.len() > 1;
        let first = words.first().map(String::as_str);
        match first {
            Some("popd") => self.at = self.left.pop().flatten(),
            Some(word @ ("cd" | "pushd")) => {
                if word == "pushd" {
                    self.left.push(self.at.clone());
                }
                let target = words[1..].iter().find(|it| !is_flag(it));
                let at = self.at.take();
                let path = target.filter(|it| is_told(it));
                self.at = path.zip(at).and_then(|(path, at)| at.join(path));
            }
            _ => {
                let set = words
                    .iter()
                    .filter(|it| !matches!(&***it, "export" | "local"));
                for (name, value) in set.map_while(|word| word.split_once('=')) {
                    self.values.insert(name.to_owned(), value.to_owned());
                }
            }
        }
    }

    /// A word with the values of variables that the script itself gives; others stay.
    fn filled(&self, word: &str) -> String {
        if let Some(path) = self.own_folder(word) {
            return path;
        }
        let mut found = word.to_owned();
        for (name, value) in &self.values {
            found = found.replace(&format!("${{{name}}}"), value);
            let is_of_name = |c: char| c.is_alphanumeric() || "_".contains(c);
            let is_whole = |rest: &str| !rest.starts_with(is_of_name);
            if let Some((before, rest)) = found.split_once(&format!("${name}"))
                && is_whole(rest)
            {
                found = format!("{before}{value}{rest}");
            }
        }
        found
    }

    /// `$(dirname "$0")/..`, also inside of `$(cd … && pwd)`, and the top of the repository.
    fn own_folder(&self, word: &str) -> Option<String> {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) if value.contains("$(") => (format!("{name}="), value),
            _ => (String::new(), word),
        };
        if let Some((_, rest)) = value.split_once("$(git rev-parse --show-toplevel)") {
            return Some(format!("{name}{ROOT}{rest}"));
        }
        let (_, rest) = value.split_once("dirname")?;
        let is_own = rest.contains("$0") || rest.contains("BASH_SOURCE");
        let (_, rest) = rest.split_once(')').filter(|_| is_own)?;
        let rest = rest.trim_start_matches('"');
        let is_part = |c: char| c.is_alphanumeric() || "/._-".contains(c);
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        Some(format!("{name}{ROOT}{}/{}", self.here, &rest[..end]))
    }
}

/// Whether a path holds nothing that is told only when it runs.
pub(crate) fn is_told(path: &str) -> bool {
    !path.contains(['$', '`', '~', '*']) && (!path.starts_with('/') && path != "-")
}

/// The Dockerfile and the context of a command that builds an image.
fn told(words: &[String]) -> Option<(Option<String>, String)> {
    let is_engine = |word: &String| {
        let name = word.rsplit('/').next().unwrap_or_default();
        matches!(name, "docker" | "podman" | "nerdctl" | "buildah")
    };
    let start = words.iter().position(is_engine)?;
    let mut words = words[start + 1..].iter().map(String::as_str);
    let mut first = words.next()?;
    if matches!(first, "buildx" | "image" | "builder") {
        first = words.next()?;
    }
    if !matches!(first, "build" | "bud") {
        return None;
    }
    let (mut file, mut context) = (None, None::<String>);
    while let Some(word) = words.next() {
        if let Some(path) = word.strip_prefix("--file=") {
            file = Some(path.to_owned());
        } else if matches!(word, "-f" | "--file") {
            file = words.next().map(str::to_owned);
        } else if WITH_VALUE.contains(&word) {
            words.next()?;
        } else if !word.starts_with('-') || word == "-" {
            context.get_or_insert_with(|| word.to_owned());
        }
    }
    // `-` is a Dockerfile on the input, without any context
    context.filter(|it| it != "-").map(|it| (file, it))
}

#[cfg(test)]
mod tests {
    use super::builds_in;

    /// The folder, the Dockerfile and the context of each build of a script in `deploy`, started in the root.
    fn told(text: &str) -> Vec<String> {
        let all = builds_in(text, "deploy");
        let word = |it: super::Told| {
            let at = it
                .at
                .map(|at| at.from("").unwrap_or_else(|| "out".to_owned()));
            let file = it.file.unwrap_or_default();
            format!(
                "{}:{}:{file}:{}",
                it.line,
                at.unwrap_or_else(|| "?".to_owned()),
                it.context
            )
        };
        all.into_iter().map(word).collect()
    }

    #[test]
    fn the_context_is_the_word_that_is_no_option() {
        for (script, expected) in [
            ("docker build .", "1:::."),
            ("docker build -t a/b:1 ./web", "1:::./web"),
            ("docker build ./web -t a/b:1", "1:::./web"),
            (
                "DOCKER_BUILDKIT=1 docker buildx build --push --file=web/Dockerfile --platform linux/amd64 \".\"",
                "1::web/Dockerfile:.",
            ),
            (
                "sudo podman build -f a/Dockerfile . && x",
                "1::a/Dockerfile:.",
            ),
            ("docker build \\\n  -t a \\\n  'b c'", "1:::b c"),
        ] {
            assert_eq!(told(script), [expected], "{script}");
        }
        for script in [
            "docker compose build web",
            "docker push a",
            "docker build - < Dockerfile",
            "# docker build .",
        ] {
            assert!(told(script).is_empty(), "{script}");
        }
    }

    #[test]
    fn a_script_goes_from_folder_to_folder() {
        for (script, expected) in [
            ("cd api && docker build .", "1:api::."),
            ("cd api\ndocker build .", "2:api::."),
            ("(cd api; npm ci)\ndocker build web", "2:::web"),
            ("pushd api\npopd\ndocker build web", "3:::web"),
            (
                "cd \"$(dirname \"$0\")/..\"\ndocker build -f api/Dockerfile .",
                "2::api/Dockerfile:.",
            ),
            (
                "here=$(cd \"$(dirname \"${BASH_SOURCE[0]}\")/../api\" && pwd)\ncd \"$here\"\ndocker build .",
                "3:api::.",
            ),
            (
                "cd \"$(git rev-parse --show-toplevel)/web\"; docker build .",
                "1:web::.",
            ),
            ("DIR=api\ndocker build ./$DIR", "2:::./api"),
            ("cd $1\ndocker build .", "2:?::."),
            ("cd ../x; docker build .", "1:out::."),
        ] {
            assert_eq!(told(script), [expected], "{script}");
        }
    }
}
