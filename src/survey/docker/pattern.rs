//! A pattern of a `.dockerignore` or of `COPY`, by the rule of moby: `*` and `?` stay in one folder, `**` does not.

use std::iter::Peekable;
use std::str::Chars;
use std::sync::{Arc, OnceLock};

use regex::{Regex, escape};

/// What may stand in a pattern; a longer one is none.
const LONGEST: usize = 4096;

/// A pattern that is matched in time that follows the length of the path, whatever stands in both.
#[derive(Clone, Debug)]
pub(crate) struct Pattern(Arc<Prepared>);

#[derive(Debug)]
struct Prepared {
    text: String,
    end: &'static str,
    /// What stands in every path that the pattern means.
    core: String,
    /// Made for the first path that has the core, which takes much longer than to match one.
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern that means whole paths; `None` where it is too long.
    pub(crate) fn of(text: &str) -> Option<Self> {
        Self::ending(text, "$")
    }

    /// A pattern that means paths, and all that lies in a folder that it means.
    pub(crate) fn with_what_lies_in(text: &str) -> Option<Self> {
        Self::ending(text, "(?:/|$)")
    }

    fn ending(text: &str, end: &'static str) -> Option<Self> {
        let text = Some(text).filter(|it| it.len() <= LONGEST)?;
        Some(Self(Arc::new(Prepared {
            text: text.to_owned(),
            end,
            core: core(text).to_owned(),
            regex: OnceLock::new(),
        })))
    }

    /// Whether it means `path`.
    pub(crate) fn is(&self, path: &str) -> bool {
        let Prepared { text, end, .. } = &*self.0;
        let make = || Regex::new(&format!("(?s)^{}{end}", translated(text))).ok();
        let regex = || self.0.regex.get_or_init(make).as_ref();
        path.contains(&self.0.core) && regex().is_some_and(|regex| regex.is_match(path))
    }
}

/// The longest text that stands in every path that a pattern means; an empty one where that is not plain to see.
fn core(text: &str) -> &str {
    let parts = text.split(['*', '?', '/']).max_by_key(|part| part.len());
    parts
        .filter(|_| !text.contains(['[', '\\']))
        .unwrap_or_default()
}

/// The pattern as a regular expression.
fn translated(text: &str) -> String {
    // moby compares the end of a path with what stands behind a first `**`, where that is plain text: `**.log`
    let is_plain = |rest: &&str| !rest.starts_with('/') && !rest.contains(['*', '?', '[']);
    let plain = text.strip_prefix("**").filter(is_plain);
    if let Some(rest) = plain.filter(|it| !it.is_empty()) {
        return format!(".*{}", translated(rest));
    }
    let mut found = String::new();
    let mut left = text.chars().peekable();
    while let Some(c) = left.next() {
        match c {
            '*' if left.next_if_eq(&'*').is_some() => {
                left.next_if_eq(&'/');
                found += if left.peek().is_some() {
                    "(?:.*/)?"
                } else {
                    ".*"
                };
            }
            '*' => found += "[^/]*",
            '?' => found += "[^/]",
            '[' => found += &class(&mut left),
            '\\' => found += &escape(&left.next().unwrap_or('\\').to_string()),
            c => found += &escape(&c.to_string()),
        }
    }
    found
}

/// `[…]`, whose first bracket is read; one that is never closed is taken to its end, and one that holds nothing means nothing.
fn class(left: &mut Peekable<Chars<'_>>) -> String {
    let negated = left.next_if_eq(&'^').is_some();
    let mut inside: Vec<char> = Vec::new();
    while let Some(c) = left.next().filter(|c| *c != ']' || inside.is_empty()) {
        inside.push(if c == '\\' {
            left.next().unwrap_or(c)
        } else {
            c
        });
    }
    let mut ranges = String::new();
    let mut rest = &inside[..];
    while let [low, next @ ..] = rest {
        let high;
        (high, rest) = match next {
            ['-', high, behind @ ..] => (high, behind),
            _ => (low, next),
        };
        if low <= high {
            ranges += &format!("\\u{{{:x}}}-\\u{{{:x}}}", *low as u32, *high as u32);
        }
    }
    match (ranges.is_empty(), negated) {
        (true, false) => "[^\\s\\S]".to_owned(),
        (true, true) => ".".to_owned(),
        (false, false) => format!("[{ranges}]"),
        (false, true) => format!("[^{ranges}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_pattern_matches_as_moby_does() {
        let cases = [
            ("a?c", "abc", true),
            ("a?c", "a/c", false),
            ("*.pem", "a/b.pem", false),
            ("**/*.pem", "a/b.pem", true),
            ("**/.env", "a/b.env", false),
            ("**.log", "a/b.log", true),
            ("**.l?g", "b.log", false),
            ("a**/b", "a/c/b", true),
            ("a/**/b", "a/b", true),
            ("a/**/b", "a/cb", false),
            ("a/**", "a", false),
            ("a/**", "a/b/c", true),
            ("[^a-c]x", "dx", true),
            ("[^a-c]x", "bx", false),
            ("[]a]x", "]x", true),
            ("[a-]x", "-x", true),
            (r"\*", "*", true),
            (r"\*", "a", false),
            ("é*", "école", true),
            ("[", "", false),
        ];
        for (pattern, path, expected) in cases {
            let found = Pattern::of(pattern).expect("a pattern").is(path);
            assert_eq!(found, expected, "{pattern} and {path}");
        }
    }

    #[test]
    fn many_stars_take_no_time_of_note() {
        let pattern = format!("{}b", "*a".repeat(200) + &"**/".repeat(200));
        let pattern = Pattern::of(&pattern).expect("a pattern");
        assert!(!pattern.is(&"a/".repeat(2_000)));
    }

    #[test]
    fn what_lies_in_a_folder_is_meant_with_it() {
        let pattern = Pattern::with_what_lies_in("**/logs").expect("a pattern");
        assert!(pattern.is("logs") && pattern.is("a/logs/b/c"));
        assert!(!pattern.is("a/logs.txt"));
        let inside = Pattern::with_what_lies_in("logs/**").expect("a pattern");
        assert!(inside.is("logs/a/b") && !inside.is("logs"));
    }
}
