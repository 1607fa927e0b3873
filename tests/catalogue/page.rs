//! What a page of the docs shows of an issue beside the words of its patch: its diff in the example, the reasons for which a person
//! decides, as they stand in reviewed snapshots, and its known limits.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use fixup::patch::Patch;
use fixup::report::catalogue;

use super::{files_below, root};

/// How much of a diff is shown.
const LINES: usize = 45;

/// The states that need a person, and what each means.
const STATES: [(&str, &str); 3] = [
    ("manual", "a person decides"),
    ("held", "a value is missing"),
    (
        "blocked",
        "something stands in the way, and nothing is written",
    ),
];

/// The whole page of an issue.
pub(super) fn page(patch: &Patch) -> String {
    let parts = [diff(patch), states(patch), limits(patch)];
    catalogue::page(patch, &parts.concat())
}

/// One file of the fix in the example, or, where it is fixed there from the start, in the first case that is open.
fn diff(patch: &Patch) -> String {
    let issue = patch.issue.to_string();
    let ended = Command::new(env!("CARGO_BIN_EXE_fixup"))
        .args(["diff", "--issue", &issue])
        .arg(root().join("examples/healthcare"))
        .output()
        .expect("fixup runs");
    let text = String::from_utf8(ended.stdout).expect("the example is text");
    // each fix stands under a line that names it, those that are needed first as well
    let head = |line: &str| {
        let number = line.split(' ').next().unwrap_or_default();
        number.parse::<u8>().is_ok().then(|| number == issue)
    };
    let mut is_own = false;
    let fixes = text.split("\nnot fixed:\n").next().unwrap_or_default();
    let own = fixes.lines().filter(|line| {
        is_own = head(line).unwrap_or(is_own);
        is_own
    });
    let text = own.map(|line| format!("{line}\n")).collect::<String>();
    if let Some((shown, others)) = shown(&text) {
        return format!(
            "\n## In the example\n\n`fixup diff --issue {issue} examples/healthcare` shows{others}:\n\n{shown}"
        );
    }
    let texts = snapshots(patch);
    let mut cases = texts.iter().filter_map(|text| shown(text));
    let (shown, others) = cases.next().expect("some case is open");
    format!(
        "\n## As a diff\n\nThe example has this from the start. Elsewhere it is{others}:\n\n{shown}"
    )
}

/// The first file that a diff changes, or the first that it makes where it changes none, and how many more there are.
fn shown(diff: &str) -> Option<(String, String)> {
    let files: Vec<&str> = diff.split("diff --git ").skip(1).collect();
    let changed = files.iter().find(|it| !it.contains("\nnew file mode"));
    let file = changed.or(files.first())?;
    let lines: Vec<&str> = file.trim_end().lines().skip(1).collect();
    let first = lines[..lines.len().min(LINES)].join("\n");
    let more = match lines.len().saturating_sub(LINES) {
        0 => String::new(),
        left => format!("\n… {left} more lines"),
    };
    let others = match files.len() - 1 {
        0 => String::new(),
        1 => ", with one more file".to_owned(),
        others => format!(", with {others} more files"),
    };
    // the code may hold a fence of its own
    Some((format!("````diff\n{first}{more}\n````\n"), others))
}

/// The snapshots of the cases of an issue, by their names.
fn snapshots(patch: &Patch) -> Vec<String> {
    let folder = root().join(format!("snapshots/cases/{:02}-{}", patch.issue, patch.name));
    let files = files_below(&folder).into_iter();
    files
        .map(|file| fs::read_to_string(file).expect("a snapshot"))
        .collect()
}

/// Each reason once, whatever the names in it are; those of the patch itself stand above.
fn states(patch: &Patch) -> String {
    let by_hand = catalogue::manual(patch).into_iter();
    let told: BTreeSet<String> = by_hand.map(|(_, text)| text).collect();
    let mut reasons: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    for text in snapshots(patch) {
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let state = STATES.iter().find(|(state, _)| {
                line.strip_prefix(state)
                    .is_some_and(|it| it.starts_with(' '))
            });
            let reason = state.and_then(|_| lines.next()?.strip_prefix("  = "));
            if let (Some((state, _)), Some(reason)) = (state, reason)
                && !told.contains(reason)
            {
                let same = reasons.entry(state).or_default();
                same.entry(nameless(reason))
                    .or_insert_with(|| reason.to_owned());
            }
        }
    }
    let sections = STATES.iter().filter_map(|(state, meaning)| {
        let all: BTreeSet<&String> = reasons.get(state)?.values().collect();
        let lines: String = all.iter().map(|it| format!("- {it}\n")).collect();
        Some(format!("\n`{state}`, {meaning}:\n\n{lines}"))
    });
    let sections: String = sections.collect();
    if sections.is_empty() {
        return sections;
    }
    format!("\n## When it is not fixed by itself\n{sections}")
}

/// A reason without what stands in backquotes, and without numbers.
fn nameless(reason: &str) -> String {
    let words = reason.split('`').step_by(2).collect::<Vec<&str>>();
    words.join("`").replace(|it: char| it.is_ascii_digit(), "")
}

/// The rows of the known limits that name the issue.
fn limits(patch: &Patch) -> String {
    let text = fs::read_to_string(root().join("docs/known-limits.md")).expect("a page");
    let issue = patch.issue.to_string();
    let rows = text.lines().filter(|line| {
        let cell = line.split('|').nth(1).unwrap_or_default();
        cell.split(',').any(|it| it.trim() == issue)
    });
    // without the column of the issue
    let rows: String = rows
        .filter_map(|line| Some(format!("|{}\n", line.splitn(3, '|').nth(2)?)))
        .collect();
    if rows.is_empty() {
        return rows;
    }
    format!(
        "\n## Known limits\n\n| shape | what happens | what would be right |\n|---|---|---|\n{rows}"
    )
}
