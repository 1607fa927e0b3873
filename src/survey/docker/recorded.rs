//! What a service recorded in the folders that it writes, and git holds: the lines that keep it out of images.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::survey::docker::contexts::Context;
use crate::survey::docker::copies::Copied;
use crate::survey::docker::given::{given, is_given, stem};
use crate::survey::docker::ignore::Ignore;
use crate::survey::docker::unwanted::{Files, is_code};
use crate::tree::paths::{below, file_name, folder, is_test, upwards, within};

/// Endings of files beside code that may name a file which the program needs: pages, styles, settings, scripts.
const SPEAKING: &[&str] = &[
    "cfg", "conf", "css", "ejs", "hbs", "html", "ini", "json", "pug", "scss", "sh", "toml", "yaml",
    "yml",
];

/// What an ignore file lacks of the folders that a service writes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Data {
    /// Lines that keep out what lies there, and leave the folders.
    pub(crate) lines: Vec<String>,
    /// Lines behind all others that let the folders in again which lie in these.
    pub(crate) exceptions: Vec<String>,
    /// Lines that would hide a file which somebody put there, with that file.
    pub(crate) left_out: Vec<String>,
    /// Whether the tree holds what a service wrote there, an image gets it, and a line keeps it out.
    pub(crate) is_recorded: bool,
    /// Whether an image gets such data, for the line that would keep it out is left out.
    pub(crate) is_left_open: bool,
}

/// The lines that keep what a service wrote out of its image. A folder that holds code, or that a Dockerfile copies by
/// name, is needed; one with files that a person named, or that something of the repository names, is too, for the service may
/// read them. What is left out already does not count.
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
    let mut named = None;
    for home in folders.iter().filter(gets_in) {
        let own = files.own.iter().copied();
        let data = own.filter(|path| within(path, home) && !ignore.excludes(path));
        let (keepers, data): (Vec<&str>, Vec<&str>) = data.partition(|path| keeps_a_folder(path));
        let is_named = |path: &str, named: &mut Option<BTreeSet<String>>| {
            let words = named.get_or_insert_with(|| words(survey, context, &files, folders));
            is_named(&path[home.len()..], words)
        };
        let (recorded, kept): (Vec<&str>, Vec<&str>) = data.iter().partition(|path| {
            !is_code(path) && is_recorded(&path[home.len()..]) && !is_named(path, &mut named)
        });
        let brings = |path: &&&str| files.copied.iter().any(|it| it.brings(path));
        let got = recorded.iter().find(brings);
        let line = format!("{home}/**");
        if let Some(first) = kept.iter().find(|path| is_code(path)).or(kept.first()) {
            let of_tree = |path: &str| below(&context.folder, path);
            found.is_left_open |= got.is_some();
            let would_hide = format!("`{line}` would hide `{}`", of_tree(first));
            match got {
                Some(path) => found
                    .left_out
                    .push(format!("{would_hide}, and so `{}` gets in", of_tree(path))),
                None if is_code(first) => {}
                None => found.left_out.push(would_hide),
            }
            continue;
        }
        found.is_recorded |= got.is_some();
        found.lines.push(line);
        found
            .exceptions
            .extend(folders_kept(home, &recorded, &keepers));
    }
    found
}

/// Whether a context holds something that a program may have recorded, by its name.
pub(crate) fn may_be_recorded(survey: &Survey<'_>, context: &Context) -> bool {
    let mut paths = survey.overlay.paths_below(&context.folder);
    paths.any(|path| !is_code(path) && is_recorded(&path[context.folder.len()..]))
}

/// Whether a file is there only so that git holds its folder, or tells git what to leave out.
fn keeps_a_folder(path: &str) -> bool {
    matches!(file_name(path), ".gitkeep" | ".keep" | ".gitignore")
}

/// Whether a program gave a file its name, or a folder on the way to it.
fn is_recorded(path: &str) -> bool {
    path.split('/').any(is_given)
}

/// Whether one of the names on a path that a program gave stands among the words of a repository: then it is needed.
fn is_named(path: &str, words: &BTreeSet<String>) -> bool {
    let is_word = |it: &str| words.contains(it);
    path.split('/').filter(|name| is_given(name)).any(|name| {
        let mut parts = parts(stem(name)).peekable();
        let is_whole = parts.peek().is_some() && parts.all(is_word);
        is_whole || given(stem(name)).any(is_word)
    })
}

/// The parts of a text that may be the names of recordings: long, and with a digit.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let is_break = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_');
    let has_digit = |word: &&str| word.bytes().any(|b| b.is_ascii_digit());
    let long = text.split(is_break).filter(|word| word.len() >= 8);
    long.filter(has_digit)
}

/// What stands in code, pages and settings of a context, and in its Dockerfiles, that may be the name of a recording.
fn words(
    survey: &Survey<'_>,
    context: &Context,
    files: &Files<'_>,
    folders: &BTreeSet<String>,
) -> BTreeSet<String> {
    let speaks = |path: &str| {
        let ending = path.rsplit_once('.').map(|(_, ending)| ending);
        let is_lock = file_name(path).contains("lock");
        is_code(path) || ending.is_some_and(|it| SPEAKING.contains(&it)) && !is_lock
    };
    let is_data = |path: &str| folders.iter().any(|folder| within(path, folder)) && !is_code(path);
    let own = files.own.iter().copied();
    let own = own.filter(|path| speaks(path) && !is_test(path) && !is_data(path));
    let own = own.map(|path| below(&context.folder, path));
    let all = own.chain(context.dockerfiles.iter().cloned());
    let texts = all.filter_map(|path| survey.text(&path));
    let mut found = BTreeSet::new();
    for text in texts {
        found.extend(parts(&text).map(str::to_owned));
    }
    found
}

/// Lines that leave the folders in which lie in `home`, with nothing that was recorded there: what writes into them may not make
/// them. Those that a program gave a name it makes itself.
fn folders_kept(home: &str, recorded: &[&str], keepers: &[&str]) -> Vec<String> {
    let is_lower = |at: &str| at != home && within(at, home);
    let mut bare: BTreeSet<&str> = BTreeSet::new();
    for path in recorded {
        let above = upwards(folder(path)).filter(|at| is_lower(at));
        let mut named = above.filter(|at| !is_recorded(&at[home.len()..]));
        bare.extend(named.next());
    }
    bare.retain(|at| !keepers.iter().any(|it| within(it, at)));
    let is_on_the_way = |at: &str| {
        let mut others = bare.iter().filter(|it| **it != at);
        others.any(|it| within(it, at))
    };
    let lowest = bare.iter().filter(|at| !is_on_the_way(at));
    let bare = lowest.flat_map(|at| [format!("!{at}"), format!("{at}/**")]);
    let keepers = keepers.iter().filter(|it| is_lower(folder(it)));
    let names: BTreeSet<&str> = keepers.map(|it| file_name(it)).collect();
    let keepers = names.iter().map(|name| format!("!{home}/**/{name}"));
    bare.chain(keepers).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{folders_kept, is_named, is_recorded, parts};
    use crate::survey::docker::ignore::Ignore;

    #[test]
    fn a_folder_that_a_program_named_makes_what_lies_in_it_a_recording() {
        assert!(is_recorded(
            "9309310c-c28a-4b14-9514-dfd45cbc2cd4/transcript.json"
        ));
        assert!(!is_recorded("2024/transcript.json"));
    }

    #[test]
    fn a_recording_that_something_names_is_needed() {
        let text = "load('models/churn_1695388401.pkl'); const VERSION = 1695388402\nsrc=\"/uploads/1695388401234-a b.png\"";
        let words: BTreeSet<String> = parts(text).map(str::to_owned).collect();
        for path in [
            "churn_1695388401.pkl",
            "churn_1695388402.pkl",
            "1695388401/weights.bin",
            "1695388401234-a b.png",
        ] {
            let is_of_words = path != "1695388401/weights.bin";
            assert_eq!(is_named(path, &words), is_of_words, "{path}");
        }
        assert!(!is_named("churn_1695388403.pkl", &words));
        assert!(!is_named("seed.pkl", &words));
    }

    #[test]
    fn folders_stay_without_their_recordings() {
        let kept = |recorded: &[&str], keepers: &[&str]| folders_kept("uploads", recorded, keepers);
        assert_eq!(
            kept(
                &["uploads/1695388401234-a.png"],
                &["uploads/.gitkeep", "uploads/avatars/.gitkeep"]
            ),
            ["!uploads/**/.gitkeep"]
        );
        assert_eq!(
            kept(&["uploads/1695388401234-a.png"], &["uploads/.gitkeep"]),
            [""; 0]
        );
        let given = "uploads/9309310c-c28a-4b14-9514-dfd45cbc2cd4/a.json";
        assert_eq!(kept(&[given], &[]), [""; 0]);
        let lines = kept(&["uploads/avatars/1695388401234-a.png"], &[]);
        assert_eq!(lines, ["!uploads/avatars", "uploads/avatars/**"]);
        let ignore = Ignore::of("uploads/**").then(&lines);
        assert!(!ignore.excludes("uploads/avatars"));
        assert!(ignore.excludes("uploads/avatars/1695388401234-a.png"));
        assert!(ignore.excludes("uploads/1695388401234-a.png"));
    }
}
