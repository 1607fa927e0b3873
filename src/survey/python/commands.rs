//! What the commands of images, compose files and scripts start. They are words, not code: quotes and brackets only part them.

use std::sync::Arc;

use crate::code::Survey;
use crate::tree::paths::{file_name, folder, is_test, within};

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

/// What a command starts.
pub(crate) enum Target {
    /// `module:app` of a server.
    App(String, String),
    /// A file that Python runs.
    Script(String),
}

/// What the commands in and above a folder start.
pub(crate) fn targets(survey: &Survey<'_>, home: &str) -> Vec<Target> {
    let texts = commands(survey, home);
    texts.iter().flat_map(|text| targets_of(text)).collect()
}

/// The texts in and above a folder that start something: images first, then compose files, then all others.
pub(crate) fn commands(survey: &Survey<'_>, home: &str) -> Vec<Arc<str>> {
    let above = |path: &str| within(home, folder(path)) && folder(path) != home;
    let mut sources: Vec<(usize, &str)> = survey
        .overlay
        .paths()
        .filter(|path| within(path, home) || above(path))
        .filter(|path| !is_test(path))
        .filter_map(|path| Some((kind_of_source(path)?, path)))
        .map(|(kind, path)| (kind + 10 * usize::from(above(path)), path))
        .collect();
    sources.sort_unstable();
    sources
        .iter()
        .filter_map(|(_, path)| survey.text(path))
        .collect()
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

/// What the commands of a text start.
fn targets_of(text: &str) -> Vec<Target> {
    let joined = text.replace("\\\n", " ").replace("\\\r\n", " ");
    let code = joined
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    code.flat_map(|line| {
        let words = words_of(line);
        match served(&words) {
            Some(app) => vec![app],
            None => run(&words),
        }
    })
    .collect()
}

/// The words of a line: quotes, brackets and commas separate them, as in the exec form.
fn words_of(line: &str) -> Vec<&str> {
    let parts = |c: char| c.is_whitespace() || "\"'[],;&".contains(c);
    line.split(parts).filter(|word| !word.is_empty()).collect()
}

/// The app that a server is given.
fn served(words: &[&str]) -> Option<Target> {
    let serves = words.iter().any(|word| SERVERS.contains(&file_name(word)));
    let mut words = words.iter().filter(|_| serves);
    words.find_map(|word| as_app(word))
}

/// The files that Python is given, or the command of FastAPI.
fn run(words: &[&str]) -> Vec<Target> {
    let script = |path: &str| Target::Script(path.to_owned());
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let behind = &words[at + 1..];
        let file = || behind.iter().find(|word| word.ends_with(".py"));
        match (file_name(word), behind) {
            ("fastapi", ["run" | "dev", ..]) => match file() {
                Some(file) => found.push(script(file)),
                None => found.extend(FASTAPI_FILES.iter().map(|file| script(file))),
            },
            (name, ["-m", rest @ ..]) if name.starts_with("python") => {
                let module = rest.first().copied().unwrap_or_default();
                let path = module.replace('.', "/");
                found.push(script(&format!("{path}.py")));
                found.push(script(&format!("{path}/__main__.py")));
            }
            (name, _) if name.starts_with("python") => {
                found.extend(file().map(|file| script(file)));
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
            .map(|target| match target {
                Target::App(module, name) => format!("{module}:{name}"),
                Target::Script(path) => path,
            })
            .collect()
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
    }
}
