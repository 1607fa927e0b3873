//! What is said around the question of each patch.

use crate::error::Error;
use crate::patch::Patch;
use crate::plan::{Fix, changes, diff};
use crate::report::count::{count, wrapped};
use crate::report::shown::{shown, shown_lines};
use crate::report::style::{BOLD, DIM};

/// A question: which of how many, and what about.
pub struct Asked<'a> {
    /// Which.
    pub number: usize,
    /// Of how many.
    pub total: usize,
    /// The patch.
    pub patch: &'a Patch,
    /// What it changes.
    pub fixes: &'a [Fix],
    /// Whether nothing was asked before.
    pub is_first: bool,
}

/// The answers that not every question has, and how wide the screen is.
pub struct Offered {
    /// Columns.
    pub width: usize,
    /// Some of the services or files only.
    pub some: bool,
    /// Another form of the fix: what it is called.
    pub other: Option<String>,
}

impl Offered {
    /// Whether a letter is an answer.
    #[must_use]
    pub fn has(&self, letter: char) -> bool {
        match letter {
            's' => self.some,
            'o' => self.other.is_some(),
            _ => "ynaqvexh?".contains(letter),
        }
    }
}

/// `3 of 11 · cors-allowlist in rtserver · 2 files +14 −3`, and the letters.
#[must_use]
pub fn question(asked: &Asked<'_>, offered: &Offered) -> String {
    let mut services: Vec<_> = asked
        .fixes
        .iter()
        .map(|it| shown(&it.finding.service))
        .collect();
    services.dedup();
    let ends = asked.fixes.first().zip(asked.fixes.last());
    let files = ends.map(|(first, last)| changes(&first.before, &last.after));
    let files = files.unwrap_or_default();
    let (mut added, mut removed) = (0, 0);
    for file in &files {
        for (old, new) in
            diff::replacements(file.before.as_deref().unwrap_or_default(), &file.after)
        {
            removed += old.len();
            added += new.lines().count();
        }
    }
    let first = if asked.is_first {
        let told = "a letter and Enter answers; q applies what got a yes, Ctrl-C stops with nothing written";
        format!("{DIM}{}{DIM:#}\n", wrapped(told, offered.width, ""))
    } else {
        String::new()
    };
    let some = if offered.some { " [s]ome" } else { "" };
    let other = if offered.other.is_some() {
        " [o]ther"
    } else {
        ""
    };
    let about = format!(
        "{} of {} · {} in {}",
        asked.number,
        asked.total,
        asked.patch.name,
        services.join(", ")
    );
    let head = format!(
        "{about} · {} +{added} −{removed}",
        count(files.len(), "file")
    );
    let head = wrapped(&head, offered.width, "");
    // bold as far as the name, wherever the line ends
    let head = match head.strip_prefix(&about) {
        Some(rest) => format!("{BOLD}{about}{BOLD:#}{rest}"),
        None => format!("{BOLD}{head}{BOLD:#}"),
    };
    let letters = format!("[y]es [n]o [a]ll [q]uit [v]iew [e]dit{some}{other} e[x]plain [?]:");
    let letters = wrapped(&letters, offered.width - 2, "");
    format!("{first}{head}\n{letters} ")
}

/// What each letter does.
#[must_use]
pub fn help(offered: &Offered) -> String {
    let other = offered
        .other
        .as_ref()
        .map(|form| format!("other form: {form}"));
    let rows = [
        ("y", Some("yes: it joins what is applied in the end")),
        ("n", Some("no: it stays as it is")),
        (
            "a",
            Some("all: this one and every one after it, without another question"),
        ),
        (
            "q",
            Some("quit: what got a yes is applied, the rest stays as it is"),
        ),
        ("v", Some("view: the diff once more, in a pager")),
        (
            "e",
            Some("edit: the new text in $VISUAL or $EDITOR; refused where it would not hold"),
        ),
        (
            "s",
            offered
                .some
                .then_some("some: only services or files that you name, where that holds"),
        ),
        ("o", other.as_deref()),
        (
            "x",
            Some("explain: whom it hurts, and why the fix is as it is"),
        ),
        ("?", Some("this list")),
    ];
    let rows = rows
        .into_iter()
        .filter_map(|(letter, does)| Some((letter, does?)));
    let rows: String = rows
        .map(|(letter, does)| {
            let does = wrapped(does, offered.width - 5, "     ");
            format!("  {letter}  {}\n", does.trim_start())
        })
        .collect();
    rows + "  Ctrl-C stops, and nothing is written"
}

/// What becomes of what got a yes.
#[must_use]
pub fn quit(taken: usize) -> String {
    match taken {
        0 => "nothing got a yes, so nothing is written".to_owned(),
        1 => "the one that got a yes is applied".to_owned(),
        several => format!("the {several} that got a yes are applied"),
    }
}

/// What there is to choose from: services where there are several, then files, and why one is needed.
#[must_use]
pub fn parts(services: &[&String], files: &[(String, Option<Error>)], width: usize) -> String {
    let services = services.iter().map(|it| (it.as_str(), None));
    let files = files
        .iter()
        .map(|(path, why)| (path.as_str(), why.as_ref()));
    let rows = services.chain(files).enumerate().map(|(at, (name, why))| {
        let row = format!("  {:>2}  {}", at + 1, shown(name));
        match why {
            None => row,
            Some(why) => {
                let why = format!("needed: {}", reason(why));
                format!("{row}\n{DIM}{}{DIM:#}", wrapped(&why, width - 6, "      "))
            }
        }
    });
    rows.collect::<Vec<String>>().join("\n")
}

/// An error in a line.
fn reason(why: &Error) -> String {
    shown(&why.to_string().replace("\n  = ", "; ")).into_owned()
}

/// Which of them.
pub const WHICH: &str = "only which? numbers or paths (Enter leaves it as it is) ";

/// A word that is none of them.
pub const NO_SUCH_PART: &str = "none of these is called so";

/// There is no other part or form.
pub const NOTHING_TO_CHOOSE: &str = "there is nothing to choose from here";

/// Nothing can be left out.
pub const INSEPARABLE: &str = "each of these files needs the others, so there is nothing to choose";

/// The editor left everything as it was.
pub const NOTHING_EDITED: &str = "nothing was edited";

/// What to do about a text that does not hold.
pub const AGAIN: &str = "[e]dit again, or Enter to leave it as it was: ";

/// Why an edited text is not taken.
#[must_use]
pub fn refused(why: &Error) -> String {
    format!("not taken: {}", shown_lines(&why.to_string()))
}
