//! A place in a file, as reports name it: lines and columns of a text, and what they are in a text from before some changes.

use schemars::JsonSchema;
use serde::Serialize;
use similar::DiffTag;

use crate::edit::lines::{lines, operations};
use crate::survey::fact::Site;
use crate::tree::Overlay;

/// A place in a file. Lines and columns are counted from 1, columns in characters; the end is the first that lies behind it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Location {
    /// Path relative to the root, with `/`.
    pub path: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// The line of the end.
    pub end_line: usize,
    /// The column of the end.
    pub end_column: usize,
}

impl Location {
    /// The bytes of a site; the whole line where it is one between others.
    pub(super) fn of_site(site: &Site, tree: &Overlay) -> Self {
        let text = tree.text(&site.path).ok().flatten();
        let range = &site.range;
        let inside = text.as_ref().and_then(|text| {
            let shown = text.get(range.clone())?.trim_end();
            let end = range.start + shown.len();
            (end > range.start).then(|| (position(text, range.start), position(text, end)))
        });
        match inside {
            Some(((line, column), (end_line, end_column))) if line == site.line => Self {
                path: site.path.clone(),
                line,
                column,
                end_line,
                end_column,
            },
            _ => Self::of_line(&site.path, site.line, tree),
        }
    }

    /// What is written in a line; its beginning where nothing can be read there.
    pub(super) fn of_line(path: &str, line: usize, tree: &Overlay) -> Self {
        let text = tree.text(path).ok().flatten().unwrap_or_default();
        let content = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
        let indent = content.chars().take_while(|c| c.is_whitespace()).count();
        let width = content.trim_end().chars().count();
        Self {
            path: path.to_owned(),
            line,
            column: if width > indent { indent + 1 } else { 1 },
            end_line: line,
            end_column: width + 1,
        }
    }

    /// The same place in the tree before some changes: where its line stood, or the line that the change began with. What is
    /// only to come stays as it is.
    pub(super) fn before(&self, after: &Overlay, before: &Overlay) -> Self {
        let text = |tree: &Overlay| tree.text(&self.path).ok().flatten();
        let (Some(old), Some(new)) = (text(before), text(after)) else {
            return self.clone();
        };
        if old == new {
            return self.clone();
        }
        let (old, new) = (lines(&old), lines(&new));
        let wanted = self.line - 1;
        for operation in operations(&old, &new) {
            if !operation.new_range().contains(&wanted) {
                continue;
            }
            let at = operation.old_range().start;
            if operation.tag() == DiffTag::Equal {
                let line = at + (wanted - operation.new_range().start) + 1;
                return Self {
                    line,
                    end_line: line + (self.end_line - self.line),
                    ..self.clone()
                };
            }
            let line = (at + 1).min(old.len().max(1));
            return Self::of_line(&self.path, line, before);
        }
        Self::of_line(&self.path, self.line.min(old.len().max(1)), before)
    }
}

/// A text in which places are as they are in the tree before some changes: `PATH:LINE` in code marks.
pub(super) fn renumbered(text: &str, after: &Overlay, before: &Overlay) -> String {
    let moved = |code: &str| -> Option<String> {
        let (path, line) = code.rsplit_once(':')?;
        let line: usize = line.parse().ok().filter(|line| *line > 0)?;
        let place = Location::of_line(path, line, after).before(after, before);
        Some(format!("{path}:{}", place.line))
    };
    let pieces = text.split('`').enumerate();
    let pieces = pieces.map(|(at, piece)| match at % 2 {
        1 => moved(piece).unwrap_or_else(|| piece.to_owned()),
        _ => piece.to_owned(),
    });
    pieces.collect::<Vec<String>>().join("`")
}

/// Line and column of a byte.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (line, before[start..].chars().count() + 1)
}
