//! What Dockerfiles take out of their context: the sources of `COPY`, `ADD`, and of what is mounted while something runs.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::Survey;
use crate::survey::docker::ignore::is_meant;
use crate::survey::docker::instructions::{Instruction, instructions};
use crate::tree::paths::{join, upwards};

/// Something that a Dockerfile takes out of its context.
#[derive(Clone, Debug)]
pub(crate) struct Copied {
    pub(crate) dockerfile: String,
    pub(crate) line: usize,
    /// As it is written, with the values of variables that the Dockerfile itself gives.
    pub(crate) source: String,
}

impl Copied {
    /// Its path in the context, which may be a pattern; none where a variable is left.
    pub(crate) fn path(&self) -> Option<String> {
        let is_told = !self.source.contains('$');
        join("", &self.source).filter(|_| is_told)
    }

    /// Whether a file of the context comes with it.
    pub(crate) fn brings(&self, file: &str) -> bool {
        let path = self.path();
        path.is_some_and(|path| {
            path.is_empty() || upwards(file).any(|part| part == path || is_meant(&path, part))
        })
    }
}

/// What the Dockerfiles of a context take out of it.
pub(crate) fn copied(survey: &Survey<'_>, dockerfiles: &BTreeSet<String>) -> Vec<Copied> {
    let mut found = Vec::new();
    for dockerfile in dockerfiles {
        let text = survey.text(dockerfile).unwrap_or_default();
        let mut values = BTreeMap::new();
        for it in instructions(&text) {
            let sources = match &*it.keyword {
                "ARG" | "ENV" => {
                    values.extend(assigned(&it, &values));
                    continue;
                }
                "COPY" | "ADD" => sources(&it.line),
                "RUN" => mounted(&it.line),
                _ => continue,
            };
            let line = text[..it.range.start].lines().count() + 1;
            found.extend(sources.into_iter().map(|source| Copied {
                dockerfile: dockerfile.clone(),
                line,
                source: filled(&source, &values),
            }));
        }
    }
    found
}

/// The variables that `ARG` and `ENV` give a value.
fn assigned(it: &Instruction<'_>, values: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let words = it.line.split_whitespace();
    let set = words.filter_map(|word| word.split_once('='));
    let value = |value: &str| filled(value.trim_matches(['"', '\'']), values);
    set.map(|(name, text)| (name.to_owned(), value(text)))
        .collect()
}

/// A text with the values of its variables; one that nobody gives stays.
fn filled(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut found = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        found += &rest[..at];
        let behind = &rest[at + 1..];
        let braced = behind.strip_prefix('{').and_then(|it| it.split_once('}'));
        let (name, whole) = if let Some((inner, _)) = braced {
            (inner, inner.len() + 2)
        } else {
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let end = behind.find(|c| !is_part(c)).unwrap_or(behind.len());
            (&behind[..end], end)
        };
        let (name, usual) = match name.split_once(":-") {
            Some((name, usual)) => (name, Some(usual.to_owned())),
            None => (name, None),
        };
        match values.get(name).cloned().or(usual) {
            Some(value) => found += &value,
            None => found += &rest[at..=at + whole],
        }
        rest = &behind[whole..];
    }
    found + rest
}

/// The sources of `COPY` and `ADD` in the context: no other stage's, no address and no text that stands in the Dockerfile.
fn sources(line: &str) -> Vec<String> {
    let line = line.trim();
    let flags = || {
        line.split_whitespace()
            .take_while(|it| it.starts_with("--"))
    };
    if flags().any(|word| word.starts_with("--from=")) {
        return Vec::new();
    }
    let start = line.find('[').filter(|at| {
        line[..*at]
            .split_whitespace()
            .all(|it| it.starts_with("--"))
    });
    let list = start.and_then(|at| serde_json::from_str::<Vec<String>>(&line[at..]).ok());
    let mut words = list.unwrap_or_else(|| {
        let words = line.split_whitespace().skip(flags().count());
        words
            .map(|word| word.trim_matches(['"', '\'']).to_owned())
            .collect()
    });
    words.pop();
    words.retain(|word| !word.contains("://") && !word.starts_with("<<"));
    words
}

/// What `RUN --mount=type=bind,source=…` takes out of the context.
fn mounted(line: &str) -> Vec<String> {
    let flags = line
        .split_whitespace()
        .take_while(|word| word.starts_with("--"));
    let mounts = flags.filter_map(|word| word.strip_prefix("--mount="));
    let source = |mount: &str| {
        let value = |names: &[&str]| {
            let mut options = mount.split(',').filter_map(|it| it.split_once('='));
            options.find_map(|(name, value)| names.contains(&name).then(|| value.to_owned()))
        };
        let is_bound = value(&["type"]).is_none_or(|it| it == "bind");
        let is_own = value(&["from"]).is_none();
        (is_bound && is_own).then(|| value(&["source", "src"]).unwrap_or_else(|| ".".to_owned()))
    };
    mounts.filter_map(source).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{filled, mounted, sources};

    #[test]
    fn sources_are_what_the_context_gives() {
        assert_eq!(sources("--chown=a:b a.txt b/ /c/"), ["a.txt", "b/"]);
        assert_eq!(sources("[\"a b\", \"/c\"]"), ["a b"]);
        assert!(sources("--from=build /a /b").is_empty());
        assert!(sources("--from=0 /a /b").is_empty());
        assert!(sources("https://example.com/a /a").is_empty());
        assert!(sources("<<EOF /a").is_empty());
        assert_eq!(
            mounted("--mount=type=bind,source=a.json,target=/a npm ci"),
            ["a.json"]
        );
        assert!(mounted("--mount=type=cache,target=/root/.npm npm ci").is_empty());
        assert!(mounted("--mount=from=build,target=/a npm ci").is_empty());
    }

    #[test]
    fn variables_have_the_values_of_the_dockerfile() {
        let values = BTreeMap::from([("APP".to_owned(), "api".to_owned())]);
        assert_eq!(filled("apps/$APP/${APP}x", &values), "apps/api/apix");
        assert_eq!(filled("${NONE:-web}/$NONE", &values), "web/$NONE");
        assert_eq!(filled("a$", &values), "a$");
    }
}
