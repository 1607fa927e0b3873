//! What the commands of images, compose files and scripts start. They are words, not code: quotes and brackets only part them.

use std::sync::Arc;

use crate::code::Survey;
use crate::tree::paths::{file_name, folder, is_test, join, upwards, within};

/// Programs that serve an app which is named as `module:app`.
const SERVERS: &[&str] = &["uvicorn", "gunicorn", "hypercorn", "granian", "daphne"];

/// Where the command of FastAPI looks for an app that it is not told.
const FASTAPI_FILES: &[&str] = &[
    "main.py",
    "app.py",
    "api.py",
    "app/main.py",
    "app/app.py",
    "app/api.py",
];

/// Options that name the folder which a server imports its app from.
const FOLDERS: &[&str] = &["--app-dir", "--chdir"];

/// What a command starts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// `module:app` of a server.
    App(String, String),
    /// A file that Python runs.
    File(String),
    /// A module that Python runs, by its name.
    Module(String),
    /// A file that the command of FastAPI runs as the module of its package.
    FastapiFile(String),
}

/// What a command starts, and the folder of the repository that it changes to before, where it says one.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) target: Target,
    pub(crate) from: Option<String>,
}

impl Command {
    /// A command in whatever folder.
    pub(crate) fn of(target: Target) -> Self {
        Self { target, from: None }
    }
}

/// What the commands in and above a folder start.
pub(crate) fn started(survey: &Survey<'_>, home: &str) -> Vec<Command> {
    let sources = sources(survey, home, kind_of_source);
    commands_of(survey, &sources)
}

/// What the pages in and above a folder tell people to start.
pub(crate) fn told(survey: &Survey<'_>, home: &str) -> Vec<Command> {
    let is_page = |path: &str| {
        let name = file_name(path).to_lowercase();
        (name.starts_with("readme") && !path.is_empty()).then_some(0)
    };
    commands_of(survey, &sources(survey, home, is_page))
}

fn commands_of(survey: &Survey<'_>, sources: &[&str]) -> Vec<Command> {
    let mut found = Vec::new();
    for path in sources {
        let Some(text) = survey.text(path) else {
            continue;
        };
        let scripts = (file_name(path) == "package.json").then(|| scripts_of(&text));
        for (target, folder_named) in targets_of(&scripts.flatten().unwrap_or(text.to_string())) {
            let from = folder_named.and_then(|named| join(folder(path), &named));
            found.push(Command { target, from });
        }
    }
    found
}

/// The scripts of a `package.json`, a line each.
fn scripts_of(text: &str) -> Option<String> {
    let manifest: serde_json::Value = serde_json::from_str(text).ok()?;
    let scripts = manifest.get("scripts")?.as_object()?.values();
    let lines: Vec<&str> = scripts.filter_map(serde_json::Value::as_str).collect();
    Some(lines.join("\n"))
}

/// The texts in and above a folder that start something: images first, then compose files, then all others.
pub(crate) fn commands(survey: &Survey<'_>, home: &str) -> Vec<Arc<str>> {
    let sources = sources(survey, home, kind_of_source);
    let texts = sources.iter().filter_map(|path| survey.text(path));
    texts.collect()
}

/// The files in and above a folder that are of a kind, the lower kinds first.
fn sources<'s>(
    survey: &Survey<'s>,
    home: &str,
    kind: impl Fn(&str) -> Option<usize>,
) -> Vec<&'s str> {
    let above = |path: &str| within(home, folder(path)) && folder(path) != home;
    let around = upwards(home).skip(1);
    let around = around.flat_map(|folder| survey.overlay.paths_in(folder));
    let mut sources: Vec<(usize, &str)> = survey
        .overlay
        .paths_below(home)
        .chain(around)
        .filter(|path| !is_test(path))
        .filter_map(|path| Some((kind(path)?, path)))
        .map(|(kind, path)| (kind + 10 * usize::from(above(path)), path))
        .collect();
    sources.sort_unstable();
    sources.into_iter().map(|(_, path)| path).collect()
}

fn kind_of_source(path: &str) -> Option<usize> {
    let name = file_name(path);
    let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    if is_image(name) {
        Some(0)
    } else if is_yaml && (name.contains("compose") || matches!(name, "render.yaml" | "app.yaml")) {
        Some(1)
    } else if name.starts_with("Procfile")
        || matches!(
            name,
            "fly.toml" | "railway.toml" | "railway.json" | "nixpacks.toml"
        )
    {
        Some(2)
    } else if name.ends_with(".sh") || name.ends_with(".service") || name == "supervisord.conf" {
        Some(3)
    } else if matches!(
        name,
        "Makefile" | "justfile" | "pyproject.toml" | "package.json" | "Pipfile"
    ) {
        Some(4)
    } else {
        None
    }
}

/// Whether a file says how an image is made, by its name.
pub(crate) fn is_image(name: &str) -> bool {
    name.starts_with("Dockerfile")
        || name.ends_with(".dockerfile")
        || name.starts_with("Containerfile")
}

/// What the commands of a text start, each with the folder that is named for it.
fn targets_of(text: &str) -> Vec<(Target, Option<String>)> {
    let joined = text.replace("\\\n", " ").replace("\\\r\n", " ");
    let code = joined
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    calls_in(code)
        .into_iter()
        .flat_map(|line| {
            let words = words_of(&line);
            let targets = match served(&words) {
                Some(app) => vec![app],
                None => run(&words),
            };
            let named = folder_named(&words);
            let targets = targets.into_iter();
            let all: Vec<_> = targets.map(|target| (target, named.clone())).collect();
            all
        })
        .collect()
}

/// Lines that are one call together: of a list in brackets, and what stands below `command:`, an item a line or folded.
fn calls_in<'t>(lines: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut open = 0usize;
    let mut below = None;
    for line in lines {
        let depth = line.len() - line.trim_start().len();
        let belongs =
            below.is_some_and(|above| depth > above || line.trim_start().starts_with("- "));
        let said = line.trim_end();
        if let Some(call) = found.last_mut().filter(|_| open > 0 || belongs) {
            call.push(' ');
            call.push_str(said.trim_start().trim_start_matches("- "));
        } else {
            let names = ["command:", "entrypoint:", "command: >", "command: >-"];
            let is_name = names.contains(&said.trim_start());
            below = is_name.then_some(depth);
            found.push(said.to_owned());
        }
        let brackets = |bracket: char| line.matches(bracket).count();
        open = (open + brackets('[')).saturating_sub(brackets(']'));
    }
    found
}

/// The folder that a command changes to, or is told to import from; one of an image or of a variable is none of the repository.
fn folder_named(words: &[&str]) -> Option<String> {
    let mut at: Option<String> = None;
    for (index, word) in words.iter().enumerate() {
        let next = || words.get(index + 1).map(|word| (*word).to_owned());
        let option = word
            .split_once('=')
            .filter(|(name, _)| FOLDERS.contains(name));
        let named = match option {
            Some((_, value)) => Some(value.to_owned()),
            None if *word == "cd" || FOLDERS.contains(word) => next(),
            None => None,
        };
        if let Some(named) = named {
            at = Some(match at.filter(|_| *word != "cd") {
                Some(above) => format!("{above}/{named}"),
                None => named,
            });
        }
    }
    at.filter(|at| !at.starts_with('/') && !at.contains(['$', '~', '%']))
}

/// The words of a line: quotes, brackets and commas separate them, as in the exec form.
fn words_of(line: &str) -> Vec<&str> {
    let parts = |c: char| c.is_whitespace() || "\"'[],;&".contains(c);
    line.split(parts).filter(|word| !word.is_empty()).collect()
}

/// The app that a server is given.
fn served(words: &[&str]) -> Option<Target> {
    let at = words
        .iter()
        .position(|word| SERVERS.contains(&file_name(word)))?;
    words[at..].iter().find_map(|word| as_app(word))
}

/// The files that Python is given, or the command of FastAPI.
fn run(words: &[&str]) -> Vec<Target> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let behind = &words[at + 1..];
        let file = || behind.iter().find(|word| word.ends_with(".py"));
        match (file_name(word), behind) {
            ("fastapi", ["run" | "dev", ..]) => match file() {
                Some(file) => found.push(Target::FastapiFile((*file).to_owned())),
                None => found.extend(
                    FASTAPI_FILES
                        .iter()
                        .map(|file| Target::FastapiFile((*file).to_owned())),
                ),
            },
            (name, ["-m", rest @ ..]) if name.starts_with("python") => {
                found.extend(
                    rest.first()
                        .map(|module| Target::Module((*module).to_owned())),
                );
            }
            (name, _) if name.starts_with("python") => {
                found.extend(file().map(|file| Target::File((*file).to_owned())));
            }
            _ => {}
        }
    }
    found
}

/// `module.path:app`, also with a call of a factory.
fn as_app(word: &str) -> Option<Target> {
    let (module, name) = word.split_once(':')?;
    let name = name.trim_end_matches("()");
    let is_name = |text: &str| {
        !text.is_empty()
            && text.chars().all(|c| c.is_alphanumeric() || c == '_')
            && !text.starts_with(|c: char| c.is_ascii_digit())
    };
    let names = |text: &str| text.split('.').all(is_name);
    (names(module) && names(name)).then(|| Target::App(module.to_owned(), name.to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::survey::python::commands::{Target, targets_of};

    fn targets_in(text: &str) -> Vec<String> {
        targets_of(text)
            .into_iter()
            .map(|(target, _)| match target {
                Target::App(module, name) => format!("{module}:{name}"),
                Target::File(path) | Target::FastapiFile(path) | Target::Module(path) => path,
            })
            .collect()
    }

    #[test]
    fn commands_name_the_folder_they_import_from() {
        let folder = |text: &str| targets_of(text).pop().and_then(|(_, folder)| folder);
        let named = |text: &str| folder(text).unwrap_or_default();
        assert_eq!(
            named("\"dev\": \"cd prices && uvicorn app.main:app\""),
            "prices"
        );
        assert_eq!(named("uvicorn --app-dir=src shop.main:app"), "src");
        assert_eq!(named("cd api && gunicorn --chdir src shop:app"), "api/src");
        assert_eq!(named("cd /app && uvicorn main:app"), "");
        assert_eq!(named("uvicorn main:app"), "");
    }

    #[test]
    fn commands_name_their_app() {
        assert_eq!(
            targets_in("CMD [\"uvicorn\", \"app.main:app\", \"--host\", \"0.0.0.0\"]"),
            ["app.main:app"]
        );
        assert_eq!(
            targets_in(
                "# CMD uvicorn old:app\nCMD gunicorn -k uvicorn.workers.UvicornWorker \\\n  -b 0.0.0.0:80 api.server:create_app()"
            ),
            ["api.server:create_app"]
        );
        assert_eq!(
            targets_in("exec fastapi run src/app/main.py --port 80"),
            ["src/app/main.py"]
        );
        assert_eq!(targets_in("web: python -u server.py"), ["server.py"]);
        assert_eq!(targets_in("image: postgres:15"), [""; 0]);
        let list = "    command: [\n        uvicorn,\n        \"--factory\", shop.main:make,\n    ]\n    ports: []";
        assert_eq!(targets_in(list), ["shop.main:make"]);
        let items = "    command:\n      - uvicorn\n      - shop.main:app\n    ports: []";
        assert_eq!(targets_in(items), ["shop.main:app"]);
    }
}
