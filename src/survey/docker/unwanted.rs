//! What never belongs into an image: the patterns that keep it out, and what each of them may not hide.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use elsa::sync::FrozenMap;

use crate::code::Survey;
use crate::survey::docker::contexts::Context;
use crate::survey::docker::copies::{Copied, copied};
use crate::survey::docker::exposed::{at_risk, is_example};
use crate::survey::docker::ignore::{Ignore, is_meant};
use crate::tree::CODE;
use crate::tree::paths::{below, file_name, is_test};

/// A pattern for what stays outside of images.
pub(crate) struct Line {
    pub(crate) text: &'static str,
    /// Paths that it keeps out: it is there, in whatever words, where none of them gets in.
    samples: &'static [&'static str],
    /// Whether what it keeps out is secret.
    pub(crate) is_secret: bool,
    keeps: Keeps,
}

/// What a pattern may not hide, beside what a Dockerfile copies.
enum Keeps {
    /// Nothing: whatever it hides is none of the program's.
    Nothing,
    /// Files that the repository holds.
    Files,
    /// Files that the repository holds or that code speaks of, by their ending.
    Keys(&'static str),
    /// Files that the code names.
    Named,
    /// Environment files from which a build takes what is public.
    Public,
}

/// The patterns, in the order in which they are written.
pub(crate) const LINES: &[Line] = &[
    line(
        "**/node_modules",
        &["node_modules/a/b.js", "x/y/node_modules/a/b.js"],
        Keeps::Nothing,
    ),
    secret("**/.env", &[".env", "x/y/.env"], Keeps::Public),
    secret(
        "**/.env.*",
        &[".env.local", ".env.production", "x/y/.env.production"],
        Keeps::Public,
    ),
    secret(
        "**/.dev.vars",
        &[".dev.vars", "x/y/.dev.vars"],
        Keeps::Nothing,
    ),
    secret("**/*.pem", &["a.pem", "x/y/a.pem"], Keeps::Keys(".pem")),
    secret("**/*.key", &["a.key", "x/y/a.key"], Keeps::Keys(".key")),
    secret("**/*.p12", &["a.p12", "x/y/a.p12"], Keeps::Keys(".p12")),
    secret("**/*.pfx", &["a.pfx", "x/y/a.pfx"], Keeps::Keys(".pfx")),
    secret("**/id_rsa*", &["id_rsa", "x/y/id_rsa"], Keeps::Files),
    secret("**/*.tfvars", &["a.tfvars", "x/y/a.tfvars"], Keeps::Named),
    secret(
        "**/*.tfstate*",
        &["a.tfstate", "x/y/a.tfstate.backup"],
        Keeps::Named,
    ),
    line(
        "**/.terraform",
        &[".terraform/a", "x/y/.terraform/a"],
        Keeps::Nothing,
    ),
    line("**/*.log", &["a.log", "x/y/a.log"], Keeps::Named),
    line("**/logs", &["logs/a", "x/y/logs/a"], Keeps::Files),
    line(
        "**/__pycache__",
        &["__pycache__/a", "x/y/__pycache__/a"],
        Keeps::Nothing,
    ),
    line("**/*.py[cod]", &["a.pyc", "x/y/a.pyo"], Keeps::Files),
    line("**/.venv", &[".venv/a", "x/y/.venv/a"], Keeps::Nothing),
    line(
        "**/.next",
        &[".next/cache/a", "x/y/.next/cache/a"],
        Keeps::Nothing,
    ),
    line("**/.git", &[".git/config"], Keeps::Nothing),
    line(".github", &[".github/workflows/a.yml"], Keeps::Named),
    line("Dockerfile*", &["Dockerfile"], Keeps::Named),
    line(
        "docker-compose*.yml",
        &["docker-compose.yml", "docker-compose.prod.yml"],
        Keeps::Named,
    ),
    line(
        "**/.DS_Store",
        &[".DS_Store", "x/y/.DS_Store"],
        Keeps::Nothing,
    ),
    line("coverage", &["coverage/a"], Keeps::Files),
];

/// What `**/.env.*` would hide although it is no secret, and lines that let it in again.
const EXAMPLES: &[(&str, [&str; 2])] = &[
    ("!**/.env.example", [".env.example", "x/y/.env.example"]),
    (
        "!**/.env.*.example",
        [".env.a.example", "x/y/.env.a.example"],
    ),
];

impl Line {
    /// What it leaves out by itself.
    pub(crate) fn rule(&self) -> &'static Ignore {
        rule(self.text)
    }
}

/// The rules of the lines by their texts, made ready once for all contexts.
static RULES: LazyLock<BTreeMap<&str, Ignore>> = LazyLock::new(|| {
    let rules = LINES.iter().map(|line| (line.text, Ignore::of(line.text)));
    rules.collect()
});

fn rule(line: &str) -> &'static Ignore {
    RULES.get(line).expect("every line has its rule")
}

const fn line(text: &'static str, samples: &'static [&'static str], keeps: Keeps) -> Line {
    Line {
        text,
        samples,
        is_secret: false,
        keeps,
    }
}

const fn secret(text: &'static str, samples: &'static [&'static str], keeps: Keeps) -> Line {
    Line {
        is_secret: true,
        ..line(text, samples, keeps)
    }
}

/// What a file lacks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lacking {
    /// Lines that keep something out.
    pub(crate) lines: Vec<&'static str>,
    /// Lines behind all others that let examples in again, and files that a build reads.
    pub(crate) exceptions: Vec<String>,
    /// Lines that would hide something that the image needs, with what that is.
    pub(crate) left_out: Vec<String>,
    /// Whether something gets in that they would keep out, as far as the tree tells what is there or will be.
    pub(crate) is_needed: bool,
    /// Whether something gets in that only lines would keep out that are left out.
    pub(crate) is_left_open: bool,
    /// What gets in all the same, for a line of the user's lets it in again.
    pub(crate) let_in: Vec<String>,
}

/// What the ignore files of contexts lack, by the context's folder and the file.
type Known = FrozenMap<(String, String), Box<Lacking>>;

/// What the ignore file of `context` lacks; `text` is what stands in it. Worked out once a survey.
pub(crate) fn lacking<'s>(survey: &'s Survey<'_>, context: &Context, text: &str) -> &'s Lacking {
    let known = survey.answers.of::<Known>();
    let key = (context.folder.clone(), context.ignore_file.clone());
    let found = known.get(&key);
    found.unwrap_or_else(|| known.insert(key, Box::new(find(survey, context, text))))
}

fn find(survey: &Survey<'_>, context: &Context, text: &str) -> Lacking {
    let ignore = Ignore::of(text);
    let files = Files::of(survey, context);
    let mut found = Lacking::default();
    for line in LINES {
        let exceptions = files.exceptions(&ignore, line);
        let with = ignore.with(line.rule()).then(&exceptions);
        let gets_in = |path: &&str| !ignore.excludes(path) && with.excludes(path);
        if !line.samples.iter().any(gets_in) {
            continue;
        }
        if let Some(needed) = files.needed(line, &ignore, &with) {
            let said = format!("`{}` would hide {needed}", line.text);
            found.left_out.push(said);
            continue;
        }
        found.lines.push(line.text);
        found.exceptions.extend(exceptions);
    }
    let with = found
        .lines
        .iter()
        .fold(ignore.clone(), |it, line| it.with(rule(line)));
    let plain = with.clone().without_exceptions();
    let with = with.then(&found.exceptions);
    let at_risk = at_risk(survey, context, &files.own, &files.copied);
    let is_wanted = |path: &String| files.own.contains(&&**path) && files.is_public(path);
    let gets_in = at_risk
        .into_iter()
        .filter(|path| !ignore.excludes(path) && !is_wanted(path));
    let (kept_out, let_in): (Vec<_>, Vec<_>) = gets_in.partition(|path| with.excludes(path));
    found.is_left_open = let_in.iter().any(|path| !plain.excludes(path));
    found.is_needed = !kept_out.is_empty() || ignore.is_empty() && !found.lines.is_empty();
    found.let_in = let_in;
    found.let_in.retain(|path| plain.excludes(path));
    found
}

/// Why an image is given secrets on purpose: `COPY .env` in one of its Dockerfiles.
pub(crate) fn copied_secrets(survey: &Survey<'_>, context: &Context) -> Option<String> {
    let is_secret = |source: &str| {
        let name = file_name(source.trim_end_matches('/'));
        let rest = name.strip_prefix(".env");
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '*', '-', '$']))
            && !is_example(name)
    };
    let all = copied(survey, &context.dockerfiles);
    let copy = all.iter().find(|it| is_secret(&it.source))?;
    let (path, line, source) = (&copy.dockerfile, copy.line, &copy.source);
    Some(format!(
        "`{path}:{line}` copies `{source}`: this puts secrets into the image, and a line that keeps it out would end the build; give the container its environment when it starts"
    ))
}

/// What the image of a context may need.
pub(super) struct Files<'s> {
    survey: &'s Survey<'s>,
    context: &'s Context,
    /// The files that the repository holds, as the context sees them.
    pub(super) own: Vec<&'s str>,
    pub(super) copied: Vec<Copied>,
}

impl<'s> Files<'s> {
    pub(super) fn of(survey: &'s Survey<'_>, context: &'s Context) -> Self {
        let below = survey.overlay.paths_below(&context.folder);
        let seen = below.map(|path| path[context.folder.len()..].trim_start_matches('/'));
        Self {
            survey,
            context,
            own: seen.collect(),
            copied: copied(survey, &context.dockerfiles),
        }
    }

    /// The lines that let in again what `line` hides, nobody else does, and is no secret: examples, and environment files from
    /// which a build takes what is public.
    fn exceptions(&self, ignore: &Ignore, line: &Line) -> Vec<String> {
        let with = ignore.with(line.rule());
        let hides = |path: &str| !ignore.excludes(path) && with.excludes(path);
        let loses = |paths: &[&str; 2]| {
            !paths.iter().any(|path| ignore.excludes(path)) && paths.iter().any(|path| hides(path))
        };
        let lost = EXAMPLES.iter().filter(|(_, paths)| loses(paths));
        let is_plain = |path: &str| !path.contains(['*', '?', '[', '\\']);
        let public = self.own.iter().filter(|path| {
            matches!(line.keeps, Keeps::Public)
                && hides(path)
                && is_plain(path)
                && !is_example(file_name(path))
                && self.is_public(path)
        });
        let public = public.map(|path| format!("!{path}"));
        lost.map(|(line, _)| (*line).to_owned())
            .chain(public)
            .collect()
    }

    /// Something that the image needs and `line` would hide, in words.
    fn needed(&self, line: &Line, before: &Ignore, after: &Ignore) -> Option<String> {
        let hides = |path: &str| !before.excludes(path) && after.excludes(path);
        let may_be = line.rule();
        let own = self
            .own
            .iter()
            .copied()
            .filter(|path| may_be.excludes(path));
        let hidden: Vec<&str> = own.filter(|path| hides(path)).collect();
        for copy in &self.copied {
            let Some(path) = copy.path() else {
                continue;
            };
            let is_hidden = |file: &&str| path.contains('*') && is_meant(&path, file);
            if hides(&path) || hidden.iter().any(is_hidden) {
                let (source, dockerfile) = (&copy.source, &copy.dockerfile);
                return Some(format!("`{source}`, which `{dockerfile}` copies"));
            }
        }
        let kept = hidden.iter().find(|path| self.keeps(&line.keeps, path));
        let kept = kept.map(|path| format!("`{}`", below(&self.context.folder, path)));
        kept.or_else(|| match line.keeps {
            Keeps::Keys(ending) => self.speaks_of(ending),
            _ => None,
        })
    }

    fn keeps(&self, keeps: &Keeps, path: &str) -> bool {
        match keeps {
            Keeps::Nothing => false,
            Keeps::Files | Keeps::Keys(_) => true,
            Keeps::Named => {
                is_code(path) || self.code().any(|(_, text)| text.contains(file_name(path)))
            }
            Keeps::Public => self.is_public(path),
        }
    }

    /// Whether an environment file holds something that every browser is told: then a build reads it.
    fn is_public(&self, path: &str) -> bool {
        const PUBLIC: [&str; 3] = ["NEXT_PUBLIC_", "REACT_APP_", "VITE_"];
        let text = self.survey.text(&below(&self.context.folder, path));
        let text = text.unwrap_or_default();
        let mut set = text.lines().map(str::trim_start);
        set.any(|line| PUBLIC.iter().any(|prefix| line.starts_with(prefix)))
    }

    /// A file of code that names a file with this ending.
    fn speaks_of(&self, ending: &str) -> Option<String> {
        let names = |text: &str| {
            let mut ends = text.match_indices(ending).map(|(at, _)| at);
            ends.any(|at| {
                let is_name = text[..at]
                    .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '}'));
                is_name && text[at + ending.len()..].starts_with(['"', '\'', '`'])
            })
        };
        let (path, _) = self.code().find(|(_, text)| names(text))?;
        Some(format!("a file that `{path}` names"))
    }

    /// The code of the context with its text.
    fn code(&self) -> impl Iterator<Item = (String, Arc<str>)> {
        let code = self
            .own
            .iter()
            .filter(|path| is_code(path) && !is_test(path));
        let paths = code.map(|path| below(&self.context.folder, path));
        paths.filter_map(|path| self.survey.text(&path).map(|text| (path, text)))
    }
}

pub(super) fn is_code(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, ending)| CODE.contains(&ending))
}
