//! What a command is for, by its words.

use serde_json::Value;

use crate::code::Survey;
use crate::tree::paths::join;

/// Words that only development needs, wherever they stand.
const DEVELOPMENT: &[&str] = &[
    "nodemon",
    "ts-node-dev",
    "tsnd",
    "--reload",
    "--watch",
    "runserver",
    "debugpy",
    "webpack-dev-server",
    "--debug",
    "watchfiles",
    "watchmedo",
    "air",
    "livereload",
    "--inspect",
    "vite",
];

/// Programs that serve for development where this word follows.
const MODES: &[(&str, &str)] = &[
    ("next", "dev"),
    ("nuxt", "dev"),
    ("fastapi", "dev"),
    ("tsx", "watch"),
    ("vite", "dev"),
    ("turbo", "dev"),
    ("astro", "dev"),
    ("react-scripts", "start"),
    ("ng", "serve"),
    ("flask", "--debug"),
];

/// Whether a command serves for development, when it is run in `folder`.
pub(crate) fn is_development(survey: &Survey<'_>, folder: &str, line: &str) -> bool {
    let words = words(line);
    let script = script(&words);
    let name_tells = script.is_some_and(|name| {
        name.split([':', '-'])
            .any(|it| matches!(it, "dev" | "develop" | "watch"))
    });
    let leads = || {
        let command = command(survey, folder, script?)?;
        Some(serves(&self::words(&command)))
    };
    serves(&words) || name_tells || leads().unwrap_or(false)
}

fn serves(words: &[&str]) -> bool {
    let is_mode = |pair: &[&str]| MODES.contains(&(pair[0], pair[1]));
    let previews = words
        .windows(2)
        .any(|pair| pair[0] == "vite" && matches!(pair[1], "build" | "preview"));
    words.iter().any(|word| DEVELOPMENT.contains(word)) && !previews
        || words.windows(2).any(is_mode)
}

/// The words of a line of a shell.
pub(crate) fn words(line: &str) -> Vec<&str> {
    let is_break = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '\'' | '&' | ';' | '|' | '(' | ')' | '[' | ']' | ','
            )
    };
    line.split(is_break)
        .filter(|word| !word.is_empty())
        .collect()
}

/// The script of a manifest that a package manager is told to run.
fn script<'w>(words: &[&'w str]) -> Option<&'w str> {
    const WITH_VALUE: &[&str] = &[
        "--filter",
        "-F",
        "--dir",
        "-C",
        "--prefix",
        "--cwd",
        "--workspace",
        "-w",
    ];
    let is_manager = |word: &&str| matches!(*word, "npm" | "yarn" | "pnpm" | "bun");
    let at = words.iter().position(is_manager)?;
    let mut rest = words[at + 1..].iter();
    while let Some(word) = rest.next() {
        if WITH_VALUE.contains(word) {
            rest.next()?;
        } else if !word.starts_with('-') && *word != "run" {
            return Some(word);
        }
    }
    None
}

/// What a script of the manifest in `folder` runs.
fn command(survey: &Survey<'_>, folder: &str, script: &str) -> Option<String> {
    let text = survey.text(&join(folder, "package.json")?)?;
    let manifest: Value = serde_json::from_str(&text).ok()?;
    Some(manifest.get("scripts")?.get(script)?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{script, serves, words};

    #[test]
    fn development_is_told_by_what_runs() {
        for line in [
            "nodemon app.js",
            "uvicorn main:app --reload",
            "sh -c \"next dev -p 3000\"",
            "python manage.py runserver 0.0.0.0:8000",
            "npx vite --host",
        ] {
            assert!(serves(&words(line)), "{line}");
        }
        for line in [
            "node app.js",
            "uvicorn main:app",
            "vite preview",
            "next start",
        ] {
            assert!(!serves(&words(line)), "{line}");
        }
        assert_eq!(
            script(&words("npm run --silent start:dev")),
            Some("start:dev")
        );
        assert_eq!(script(&words("yarn dev")), Some("dev"));
        assert_eq!(script(&words("pnpm --filter api dev")), Some("dev"));
        assert_eq!(script(&words("node app.js")), None);
    }
}
