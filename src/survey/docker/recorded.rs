//! What a service recorded in the folders that it writes, and git holds: the lines that keep it out of images.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::survey::docker::contexts::Context;
use crate::survey::docker::copies::Copied;
use crate::survey::docker::ignore::Ignore;
use crate::survey::docker::unwanted::{Files, is_code};
use crate::tree::paths::{below, file_name, within};

/// What an ignore file lacks of the folders that a service writes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Data {
    /// Lines that keep out what lies there, and leave the folders.
    pub(crate) lines: Vec<String>,
    /// Lines that would hide a file which somebody put there, with that file.
    pub(crate) left_out: Vec<String>,
    /// Whether the tree holds what a service wrote there, and an image gets it.
    pub(crate) is_recorded: bool,
}

/// The lines that keep what a service wrote out of its image. A folder that holds code, or that a Dockerfile copies by
/// name, is needed; one with files that a person named is, too, for the service may read them. What is left out already
/// does not count.
pub(crate) fn written_data(
    survey: &Survey<'_>,
    context: &Context,
    text: &str,
    folders: &BTreeSet<String>,
) -> Data {
    let mut found = Data::default();
    if folders.is_empty() {
        return found;
    }
    let ignore = Ignore::of(text);
    let files = Files::of(survey, context);
    let is_copied = |folder: &str| {
        let mut copied = files.copied.iter().filter_map(Copied::path);
        copied.any(|path| within(&path, folder))
    };
    let gets_in = |folder: &&String| !ignore.excludes(&below(folder, "a")) && !is_copied(folder);
    for folder in folders.iter().filter(gets_in) {
        let own = files.own.iter().copied();
        let data = own.filter(|path| within(path, folder) && !ignore.excludes(path));
        let data: Vec<&str> = data.filter(|path| !keeps_a_folder(path)).collect();
        if data.iter().any(|path| is_code(path)) {
            continue;
        }
        let line = format!("{folder}/**");
        if let Some(kept) = data.iter().find(|path| !is_recorded(path)) {
            let kept = below(&context.folder, kept);
            found.left_out.push(format!("`{line}` would hide `{kept}`"));
            continue;
        }
        let brings = |path: &&str| files.copied.iter().any(|it| it.brings(path));
        found.is_recorded |= data.iter().any(brings);
        found.lines.push(line);
    }
    found
}

/// Whether a file is there only so that git holds its folder, or tells git what to leave out.
fn keeps_a_folder(path: &str) -> bool {
    matches!(file_name(path), ".gitkeep" | ".keep" | ".gitignore")
}

/// Whether a program gave a file its name: a timestamp, or an identifier in one of its words. People number files, and
/// write dates before their names.
fn is_recorded(path: &str) -> bool {
    let name = file_name(path);
    let stem = name.split('.').next().unwrap_or(name);
    let is_timestamp = |word: &str| word.len() >= 10 && word.bytes().all(|b| b.is_ascii_digit());
    let is_identifier = |word: &str| {
        let digit = word.find(|c: char| c.is_ascii_digit());
        let letter = word.rfind(|c: char| c.is_ascii_alphabetic());
        // a number behind a word is a person's: `decade1980`
        let is_mixed = digit.zip(letter).is_some_and(|(it, last)| it < last);
        word.len() >= 8 && word.bytes().all(|b| b.is_ascii_hexdigit()) && is_mixed
    };
    let is_given = |word: &str| !is_dated(word) && (is_timestamp(word) || is_identifier(word));
    is_timestamp(stem) || stem.split(['-', '_']).any(is_given)
}

/// Whether a word begins with a date: `20240115`.
fn is_dated(word: &str) -> bool {
    let digits = word
        .get(..8)
        .filter(|it| it.starts_with("19") || it.starts_with("20"));
    let part = |from: usize| digits.and_then(|it| it.get(from..from + 2)?.parse::<u8>().ok());
    let (year, month, day) = (part(2), part(4), part(6));
    year.is_some()
        && month.is_some_and(|it| (1..=12).contains(&it))
        && day.is_some_and(|it| (1..=31).contains(&it))
}

#[cfg(test)]
mod tests {
    use super::is_recorded;

    #[test]
    fn names_of_recordings_are_told_from_those_of_people() {
        for name in [
            "data/9309310c-c28a-4b14-9514-dfd45cbc2cd4.json",
            "uploads/1695388401234-photo.png",
            "uploads/file_65f0a1b2c3d4e5f6a7b8c9d0.pdf",
            "sessions/1695388401.json",
            "sessions/20240115093000.json",
            "sessions/30594127-c28a-4b14-9514-dfd45cbc2cd4.json",
        ] {
            assert!(is_recorded(name), "{name}");
        }
        for name in [
            "data/seed.json",
            "data/lesson-2.json",
            "uploads/facade.png",
            "data/v2024.csv",
            "data/2023.json",
            "data/1.csv",
            "data/12345678.json",
            "data/20240115.json",
            "data/20240115_initial.json",
            "data/20240115a.json",
            "data/20240115093000_initial.json",
            "data/decade1980.json",
            "data/404.html",
            "data/.seed",
        ] {
            assert!(!is_recorded(name), "{name}");
        }
    }
}
