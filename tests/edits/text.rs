//! What is said of texts, whatever their format, and how files are written down.

use std::env;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

/// How many texts are tried, unless the environment says otherwise, and which.
pub(crate) fn config(cases: u32) -> Config {
    let own = Config::default();
    Config {
        cases: if env::var_os("PROPTEST_CASES").is_some() {
            own.cases
        } else {
            cases
        },
        rng_seed: if env::var_os("PROPTEST_RNG_SEED").is_some() {
            own.rng_seed
        } else {
            RngSeed::Fixed(5)
        },
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..own
    }
}

/// How the lines of a file end, whether it begins with a mark, and whether the last line ends at all.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    crlf: bool,
    mark: bool,
    final_newline: bool,
}

pub(crate) fn layout() -> impl Strategy<Value = Layout> {
    let rare = || proptest::bool::weighted(0.25);
    (rare(), rare(), proptest::bool::weighted(0.8)).prop_map(|(crlf, mark, final_newline)| Layout {
        crlf,
        mark,
        final_newline,
    })
}

impl Layout {
    /// The text of a file, from one with `\n` and a final newline.
    pub(crate) fn of(&self, text: &str) -> String {
        let text = if self.final_newline {
            text
        } else {
            text.trim_end_matches('\n')
        };
        let text = if self.crlf {
            text.replace('\n', "\r\n")
        } else {
            text.to_owned()
        };
        format!("{}{text}", if self.mark { "\u{feff}" } else { "" })
    }

    /// Fails where the text is not laid out like this any more.
    pub(crate) fn check(&self, text: &str) -> Result<(), TestCaseError> {
        let lines = text.matches('\n').count();
        let expected = if self.crlf { lines } else { 0 };
        prop_assert_eq!(
            text.matches("\r\n").count(),
            expected,
            "line endings in {:?}",
            text
        );
        prop_assert_eq!(
            text.starts_with('\u{feff}'),
            self.mark,
            "the mark in {:?}",
            text
        );
        prop_assert_eq!(text.matches('\u{feff}').count(), usize::from(self.mark));
        prop_assert_eq!(
            text.ends_with('\n'),
            self.final_newline,
            "the end of {:?}",
            text
        );
        Ok(())
    }
}

/// Everything but white space, which an edit may add around what it adds.
pub(crate) fn ink(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Whether `long` is `short` with something added in between.
pub(crate) fn is_added_to<T: PartialEq>(
    short: impl IntoIterator<Item = T>,
    long: impl IntoIterator<Item = T>,
) -> bool {
    let mut long = long.into_iter();
    short
        .into_iter()
        .all(|item| long.any(|other| other == item))
}
