//! What a `.dockerignore` leaves out, by the rule of moby: the last pattern that matches a path or a folder that it lies in
//! decides, and `!` lets it in again.

use crate::survey::docker::pattern::Pattern;
use crate::tree::paths::join;

/// The patterns of a `.dockerignore`, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ignore(Vec<Rule>);

/// One pattern.
#[derive(Clone, Debug)]
struct Rule {
    lets_in: bool,
    pattern: Pattern,
}

impl Ignore {
    /// The patterns of a text; lines that are empty or begin with `#` are none.
    pub(crate) fn of(text: &str) -> Self {
        let lines = text.trim_start_matches('\u{feff}').lines();
        Self(lines.filter_map(Rule::of).collect())
    }

    /// The same with the patterns of `more`, in front of the first that lets something in.
    pub(crate) fn with(&self, more: &Self) -> Self {
        let mut rules = self.0.clone();
        let first = rules.iter().position(|rule| rule.lets_in);
        let at = first.unwrap_or(rules.len());
        rules.splice(at..at, more.0.iter().cloned());
        Self(rules)
    }

    /// The same with further patterns behind all.
    pub(crate) fn then(mut self, lines: &[impl AsRef<str>]) -> Self {
        self.0
            .extend(lines.iter().filter_map(|line| Rule::of(line.as_ref())));
        self
    }

    /// The same without the patterns that let something in.
    pub(crate) fn without_exceptions(mut self) -> Self {
        self.0.retain(|rule| !rule.lets_in);
        self
    }

    /// Whether there is no pattern.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the file at `path` stays outside of the image.
    pub(crate) fn excludes(&self, path: &str) -> bool {
        let last = self.0.iter().rfind(|rule| rule.pattern.is(path));
        last.is_some_and(|rule| !rule.lets_in)
    }
}

impl Rule {
    fn of(line: &str) -> Option<Self> {
        if line.starts_with('#') {
            return None;
        }
        let line = line.trim();
        let rest = line.strip_prefix('!');
        let pattern = cleaned(rest.unwrap_or(line))?;
        Some(Self {
            lets_in: rest.is_some(),
            pattern: Pattern::with_what_lies_in(&pattern)?,
        })
    }
}

/// A pattern as seen from the context; `None` of one that means nothing.
fn cleaned(pattern: &str) -> Option<String> {
    join("", pattern.trim()).filter(|it| !it.is_empty())
}

/// Whether `path` is one that `pattern` of `COPY` means.
pub(crate) fn is_meant(pattern: &str, path: &str) -> bool {
    let Some(pattern) = cleaned(pattern) else {
        return false;
    };
    if !pattern.contains(['*', '?', '[', '\\']) {
        return pattern == path;
    }
    Pattern::of(&pattern).is_some_and(|pattern| pattern.is(path))
}

#[cfg(test)]
mod tests {
    use super::Ignore;

    #[test]
    fn patterns_match_as_moby_does() {
        let cases = [
            (".env", ".env", true),
            (".env", "src/.env", false),
            ("**/.env", ".env", true),
            ("**/.env", "a/b/.env", true),
            ("**/.env", "a/b.env", false),
            ("*.pem", "a.pem", true),
            ("*.pem", "a/b.pem", false),
            ("logs", "logs/a/b.txt", true),
            ("/logs/", "logs/a.txt", true),
            ("logs/**", "logs", false),
            ("logs/**", "logs/a", true),
            ("**", "a/b", true),
            ("**/*.py[cod]", "a/b.pyc", true),
            ("**/*.py[cod]", "a/b.py", false),
            ("a?c", "abc", true),
            ("a?c", "a/c", false),
            ("[^a-c]x", "dx", true),
            ("[^a-c]x", "bx", false),
            ("# no", "# no", false),
            (r"\!important", "!important", true),
        ];
        for (pattern, path, expected) in cases {
            let found = Ignore::of(pattern).excludes(path);
            assert_eq!(found, expected, "{pattern} and {path}");
        }
    }

    #[test]
    fn the_last_match_decides_and_a_child_may_come_back() {
        let ignore = Ignore::of("\u{feff}**/.next\r\n!.next/standalone\r\n");
        assert!(ignore.excludes(".next/cache/a"));
        assert!(!ignore.excludes(".next/standalone/server.js"));
        let ignore = Ignore::of("*\n!src\n");
        assert!(ignore.excludes("a.txt") && !ignore.excludes("src/a.txt"));
        assert!(!ignore.with(&Ignore::of("src")).excludes("src/a.txt"));
        assert!(ignore.then(&["src"]).excludes("src/a.txt"));
    }
}
