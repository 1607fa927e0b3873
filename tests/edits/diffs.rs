//! Diffs of any two texts are patches that git takes, and what it makes of them is what was meant.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use fixup::plan::{FileChange, diff};
use proptest::prelude::*;

use super::text::config;

/// Lines with all that ends or seems to end one.
fn text() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        4 => "[ab]{0,2}",
        1 => Just("a\rb".to_owned()),
        1 => Just("\u{2028}\u{85}\u{c}".to_owned()),
        1 => Just("--- a/x".to_owned()),
        1 => Just("+++ b/x".to_owned()),
        1 => Just("@@ -1 +1 @@".to_owned()),
        1 => Just("\\ No newline at end of file".to_owned()),
        1 => Just("ä日".to_owned()),
    ];
    let end = prop_oneof![6 => Just("\n"), 1 => Just("\r\n")];
    let lines = proptest::collection::vec((line, end), 0..24);
    (lines, proptest::option::of("[ab]{1,2}")).prop_map(|(lines, rest)| {
        let lines: String = lines.into_iter().map(|(line, end)| line + end).collect();
        lines + &rest.unwrap_or_default()
    })
}

fn name() -> impl Strategy<Value = String> {
    "[a-cä日 '\"\\\\\t-]{1,5}".prop_filter("a name", |name| name.trim() == name)
}

fn changes() -> impl Strategy<Value = Vec<FileChange>> {
    let change = (name(), proptest::option::weighted(0.8, text()), text());
    proptest::collection::vec(change, 1..16).prop_map(|changes| {
        let number =
            |(at, (name, before, after)): (usize, (String, Option<String>, String))| FileChange {
                path: format!("{at}/{name}"),
                before: before.map(Arc::from),
                after: Arc::from(after),
            };
        changes.into_iter().enumerate().map(number).collect()
    })
}

#[expect(clippy::disallowed_methods, reason = "a folder of the test's own")]
fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// What `git apply` makes of the patch.
fn apply(root: &Path, patch: &str) -> Result<(), String> {
    write(root, "the.patch", patch);
    let mut git = Command::new("git");
    git.args(["apply", "--whitespace=nowarn", "the.patch"])
        .current_dir(root);
    // no repository around the folder has a say
    git.env("GIT_CEILING_DIRECTORIES", root.parent().unwrap_or(root));
    git.env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    let ended = git.output().map_err(|error| error.to_string())?;
    if ended.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&ended.stderr).into_owned())
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn git_makes_of_a_diff_what_was_meant(changes in changes()) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for change in &changes {
            if let Some(before) = &change.before {
                write(folder.path(), &change.path, before);
            }
        }
        let patch: String = changes.iter().map(diff::file).collect();
        prop_assume!(!patch.is_empty());
        prop_assert_eq!(apply(folder.path(), &patch), Ok(()), "{}", patch);
        for change in &changes {
            let now = fs::read(folder.path().join(&change.path)).unwrap_or_default();
            prop_assert_eq!(String::from_utf8_lossy(&now), &*change.after, "{}", patch);
        }
    }

    #[test]
    fn a_masked_diff_holds_no_secret(before in text(), after in text(), secret in "[ab\n]{1,4}") {
        prop_assume!(!secret.trim().is_empty());
        let change = FileChange { path: "x".into(), before: Some(Arc::from(before)), after: Arc::from(after) };
        let masked = diff::masked(&diff::file(&change), &[&secret]);
        for part in secret.lines().filter(|part| !part.trim().is_empty()) {
            prop_assert!(!masked.contains(part), "{}", masked);
        }
    }

    #[test]
    fn a_misfit_is_told_of_any_texts(before in text(), after in text(), now in text()) {
        prop_assume!(before != now);
        prop_assert!(diff::misfit(&before, &after, &now).starts_with("line "));
    }
}
