//! What git ignores, by the `.gitignore` files of the tree: the nearest file that says anything of a path decides, in it the last
//! line that does, and nothing comes back from a folder that is ignored.

use std::collections::BTreeMap;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::code::Survey;
use crate::edit::line_ending;
use crate::tree::Overlay;
use crate::tree::paths::{below, file_name, folder, upwards};

/// What stands above lines that let in again what a pattern of the user's hides.
pub(crate) const KEPT_HEADING: &str = "# Kept in git, whatever stands above";

/// What such a file is called.
pub(crate) const NAME: &str = ".gitignore";

/// The rules of a tree.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ignored {
    /// The rules of each file, by its folder.
    files: BTreeMap<String, Gitignore>,
}

impl Ignored {
    /// The rules of all files of a tree, worked out once a survey.
    pub(crate) fn of<'s>(survey: &'s Survey<'_>) -> &'s Self {
        survey.answers.or_find(|| Self::find(survey))
    }

    fn find(survey: &Survey<'_>) -> Self {
        let paths = survey.overlay.paths_called(NAME).into_iter();
        let rules = paths.filter_map(|path| {
            let text = survey.text(path)?;
            Some((folder(path).to_owned(), rules(&text)))
        });
        Self {
            files: rules.collect(),
        }
    }

    /// The rules that have a say in what lies in `at`: those of the folders around it.
    pub(crate) fn around(tree: &Overlay, at: &str) -> Self {
        let files = upwards(at).filter_map(|folder| {
            let text = tree.text(&file_in(folder)).ok().flatten()?;
            Some((folder.to_owned(), rules(&text)))
        });
        Self {
            files: files.collect(),
        }
    }

    /// The same where the file of `folder` has another text.
    pub(crate) fn with(&self, folder: &str, text: &str) -> Self {
        let mut changed = self.clone();
        changed.files.insert(folder.to_owned(), rules(text));
        changed
    }

    /// Whether git ignores a file at `path`, unless it tracks it already.
    pub(crate) fn ignores(&self, path: &str) -> bool {
        self.ignoring(path).is_some()
    }

    /// The folder whose file makes git ignore a file at `path`.
    pub(crate) fn ignoring(&self, path: &str) -> Option<&str> {
        let ends = path.match_indices('/').map(|(at, _)| (at, true));
        let mut parts = ends.chain([(path.len(), false)]);
        parts.find_map(|(end, is_folder)| self.told(&path[..end], is_folder))
    }

    /// The folder whose file ignores this very path.
    fn told(&self, path: &str, is_folder: bool) -> Option<&str> {
        let mut folders = upwards(folder(path));
        let (by, is_ignored) = folders.find_map(|at| {
            let (at, rules) = self.files.get_key_value(at)?;
            let seen = path[at.len()..].trim_start_matches('/');
            match rules.matched(seen, is_folder) {
                Match::None => None,
                Match::Ignore(_) => Some((at, true)),
                Match::Whitelist(_) => Some((at, false)),
            }
        })?;
        is_ignored.then_some(by)
    }
}

/// The path of the file in `folder`.
pub(crate) fn file_in(folder: &str) -> String {
    below(folder, NAME)
}

/// The file with a line more, where git ignores a new file at `path` and that line lets it in: its path and text. Nothing comes
/// back from a folder that is ignored.
pub(crate) fn letting_in(tree: &Overlay, path: &str) -> Option<(String, String)> {
    let ignored = Ignored::around(tree, folder(path));
    let at = ignored.ignoring(path)?;
    let file = file_in(at);
    let text = tree.text(&file).ok().flatten()?;
    let name = file_name(path);
    // the examples of all services have one name
    let line = if name.ends_with(".example") {
        format!("!{name}")
    } else {
        format!("!/{}", path[at.len()..].trim_start_matches('/'))
    };
    let newline = line_ending(&text, text.len());
    let mut new = text.to_string();
    if !text.is_empty() && !text.ends_with('\n') {
        new += newline;
    }
    let block = text
        .lines()
        .rev()
        .take_while(|line| !line.trim().is_empty());
    if block.last() != Some(KEPT_HEADING) {
        new += &format!("{newline}{KEPT_HEADING}{newline}");
    }
    new += &format!("{line}{newline}");
    let text = new;
    let lets_in = !ignored.with(at, &text).ignores(path);
    lets_in.then_some((file, text))
}

/// The rules of a text; a line that is no rule is none.
fn rules(text: &str) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for line in text.trim_start_matches('\u{feff}').lines() {
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
