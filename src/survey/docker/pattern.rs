//! A pattern of a `.dockerignore` or of `COPY`, by the rule of moby: `*` and `?` stay in one folder, `**` does not.

/// A pattern, ready to be matched. Matching takes time in proportion to the pattern times the path, whatever stands in both.
#[derive(Clone, Debug)]
pub(crate) struct Pattern(Vec<Token>);

#[derive(Clone, Debug)]
enum Token {
    /// This very character.
    One(char),
    /// `?`: any but `/`.
    Any,
    /// `[a-c]` or `[^a-c]`.
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
    /// `*`: any number of characters but `/`.
    Name,
    /// `**` before something: nothing, or whole folders.
    Folders,
    /// `**` at the end, or before a plain text at the start: anything.
    All,
}

impl Pattern {
    pub(crate) fn of(text: &str) -> Self {
        let mut tokens = Vec::new();
        let mut left = text.chars().peekable();
        while let Some(c) = left.next() {
            let token = match c {
                '*' if left.next_if_eq(&'*').is_some() => {
                    left.next_if_eq(&'/');
                    if left.peek().is_some() {
                        Token::Folders
                    } else {
                        Token::All
                    }
                }
                '*' => Token::Name,
                '?' => Token::Any,
                '[' => class(&mut left),
                '\\' => Token::One(left.next().unwrap_or('\\')),
                c => Token::One(c),
            };
            tokens.push(token);
        }
        // moby compares the end of a path with what stands behind a first `**`, where that is plain text: `**.log`
        let is_plain = tokens.iter().skip(1).all(|it| matches!(it, Token::One(_)));
        if text.starts_with("**") && !text.starts_with("**/") && is_plain && tokens.len() > 1 {
            tokens[0] = Token::All;
        }
        Self(tokens)
    }

    /// Whether it matches the whole of a path.
    pub(crate) fn is(&self, path: &str) -> bool {
        let mut states = States::at_start(&self.0);
        let mut left = path.chars();
        while states.is_alive() {
            match left.next() {
                Some(c) => states.step(&self.0, c),
                None => return states.fresh[self.0.len()],
            }
        }
        false
    }
}

/// `[…]`, whose first bracket is read; one that is never closed is taken to its end.
fn class(left: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Token {
    let negated = left.next_if_eq(&'^').is_some();
    let mut inside: Vec<char> = Vec::new();
    while let Some(c) = left.next().filter(|c| *c != ']' || inside.is_empty()) {
        inside.push(if c == '\\' {
            left.next().unwrap_or(c)
        } else {
            c
        });
    }
    let mut ranges = Vec::new();
    let mut rest = &inside[..];
    while let [low, next @ ..] = rest {
        (ranges, rest) = match next {
            ['-', high, behind @ ..] => ([ranges, vec![(*low, *high)]].concat(), behind),
            _ => ([ranges, vec![(*low, *low)]].concat(), next),
        };
    }
    Token::Class { negated, ranges }
}

/// Where in the pattern all ways of matching what was read so far stand at once.
struct States {
    /// Before each token, and behind all.
    fresh: Vec<bool>,
    /// In the midst of a folder that `Folders` takes.
    inside: Vec<bool>,
}

impl States {
    fn at_start(tokens: &[Token]) -> Self {
        let mut states = Self::none(tokens);
        states.fresh[0] = true;
        states.pass_what_may_be_empty(tokens);
        states
    }

    fn none(tokens: &[Token]) -> Self {
        Self {
            fresh: vec![false; tokens.len() + 1],
            inside: vec![false; tokens.len()],
        }
    }

    fn is_alive(&self) -> bool {
        self.fresh.iter().chain(&self.inside).any(|it| *it)
    }

    fn pass_what_may_be_empty(&mut self, tokens: &[Token]) {
        for (at, token) in tokens.iter().enumerate() {
            if self.fresh[at] && matches!(token, Token::Name | Token::Folders | Token::All) {
                self.fresh[at + 1] = true;
            }
        }
    }

    fn step(&mut self, tokens: &[Token], c: char) {
        let mut next = Self::none(tokens);
        for (at, token) in tokens.iter().enumerate() {
            let fresh = self.fresh[at];
            match token {
                Token::Folders if fresh || self.inside[at] => {
                    next.inside[at] = true;
                    next.fresh[at + 1] |= c == '/';
                }
                Token::Name => next.fresh[at] |= fresh && c != '/',
                Token::All => next.fresh[at] |= fresh,
                Token::One(wanted) => next.fresh[at + 1] |= fresh && c == *wanted,
                Token::Any => next.fresh[at + 1] |= fresh && c != '/',
                Token::Class { negated, ranges } => {
                    let is_in = ranges.iter().any(|(low, high)| (*low..=*high).contains(&c));
                    next.fresh[at + 1] |= fresh && is_in != *negated;
                }
                Token::Folders => {}
            }
        }
        next.pass_what_may_be_empty(tokens);
        *self = next;
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
            assert_eq!(
                Pattern::of(pattern).is(path),
                expected,
                "{pattern} and {path}"
            );
        }
    }

    #[test]
    fn many_stars_take_no_time_of_note() {
        let pattern = format!("{}b", "*a".repeat(200) + &"**/".repeat(200));
        assert!(!Pattern::of(&pattern).is(&"a/".repeat(2_000)));
    }
}
