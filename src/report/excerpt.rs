//! Two lines of code with a spot marked, as compilers show them.

use std::io::{self, Write};

use anstyle::AnsiColor;
use unicode_width::UnicodeWidthStr;

use crate::plan::{Location, diff};
use crate::report::shown::{is_hidden, shown};
use crate::report::style::{DIM, color};

/// What a tab is shown as.
const TAB: &str = "    ";

/// What stands for the part of a line that there is no room for.
const CUT: &str = "…";

/// A line as it stands on a screen: each character with what is shown of it.
struct Line {
    number: usize,
    cells: Vec<String>,
    /// Which of the cells are the spot.
    spot: std::ops::Range<usize>,
}

/// Prints the line of a place and the one before it, or behind it where there is nothing before.
pub(super) fn print(
    out: &mut dyn Write,
    text: &str,
    place: &Location,
    secrets: &[&str],
    width: usize,
) -> io::Result<()> {
    let lines: Vec<&str> = text.lines().collect();
    let Some(own) = place.line.checked_sub(1).filter(|at| *at < lines.len()) else {
        return Ok(());
    };
    let is_told = |at: &usize| lines.get(*at).is_some_and(|it| !it.trim().is_empty());
    let before = own.checked_sub(1).filter(is_told);
    let behind = Some(own + 1).filter(|at| before.is_none() && is_told(at));
    let numbers: Vec<usize> = before.into_iter().chain([own]).chain(behind).collect();
    let gutter = numbers
        .last()
        .map_or(1, |last| (last + 1).to_string().len());
    let room = width.saturating_sub(gutter + 3);
    let shown_lines = numbers.iter().map(|at| line(*at + 1, lines[*at], secrets));
    let mut shown_lines: Vec<Line> = shown_lines.collect();
    for it in shown_lines.iter_mut().filter(|it| it.number == place.line) {
        it.spot = spot(it, lines[own], place);
    }
    let from = start(&shown_lines, room);
    writeln!(out, "{DIM}{:>gutter$} |{DIM:#}", "")?;
    for it in &shown_lines {
        let (text, _) = window(&it.cells, from, room);
        writeln!(
            out,
            "{DIM}{:>gutter$} |{DIM:#}{}",
            it.number,
            after_bar(&text)
        )?;
        if it.number == place.line {
            let marks = marks(it, from, room);
            let style = color(AnsiColor::Red).bold();
            writeln!(out, "{DIM}{:>gutter$} |{DIM:#} {style}{marks}{style:#}", "")?;
        }
    }
    Ok(())
}

fn after_bar(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(" {text}")
    }
}

fn line(number: usize, text: &str, secrets: &[&str]) -> Line {
    let masked = diff::masked(text, secrets);
    let cell = |c: char| match c {
        '\t' => TAB.to_owned(),
        c if is_hidden(c) => shown(&c.to_string()).into_owned(),
        c => c.to_string(),
    };
    Line {
        number,
        cells: masked.trim_end().chars().map(cell).collect(),
        spot: 0..0,
    }
}

/// The cells of a place; all that is written in the line where a secret was taken out of it.
fn spot(line: &Line, text: &str, place: &Location) -> std::ops::Range<usize> {
    let whole = || {
        let blank = |cell: &&String| cell.trim().is_empty();
        line.cells.iter().take_while(blank).count()..line.cells.len()
    };
    if text.trim_end().chars().count() != line.cells.len() {
        return whole();
    }
    let end = if place.end_line > place.line {
        line.cells.len()
    } else {
        place.end_column.saturating_sub(1).min(line.cells.len())
    };
    let start = place.column.saturating_sub(1);
    if start < end { start..end } else { whole() }
}

fn width_of(cells: &[String]) -> usize {
    cells.iter().map(|it| it.width()).sum()
}

/// With which cell the lines begin, so that the spot can be seen.
fn start(lines: &[Line], room: usize) -> usize {
    let spot = lines.iter().find(|it| !it.spot.is_empty());
    let Some(Line { cells, spot, .. }) = spot else {
        return 0;
    };
    // as much of the spot as there is room for, and a little before it
    let wanted = width_of(&cells[..spot.end.min(spot.start + room / 2)]);
    if wanted + 1 < room {
        return 0;
    }
    let lead = room / 4;
    (0..spot.start)
        .find(|from| width_of(&cells[*from..spot.start]) <= lead)
        .unwrap_or(spot.start)
}

/// What is seen of cells, and how many of them.
fn window(cells: &[String], from: usize, room: usize) -> (String, usize) {
    let mut text = String::new();
    let rest = cells.get(from..).unwrap_or_default();
    if from > 0 && !cells.is_empty() {
        text += CUT;
    }
    let is_whole = text.width() + width_of(rest) <= room;
    let room = if is_whole { room } else { room - CUT.width() };
    let mut count = 0;
    for cell in rest {
        if text.width() + cell.width() > room {
            break;
        }
        text += cell;
        count += 1;
    }
    if !is_whole {
        text += CUT;
    }
    (text, count)
}

/// The line of marks below a line.
fn marks(line: &Line, from: usize, room: usize) -> String {
    let (_, count) = window(&line.cells, from, room);
    let lead = if from > 0 { CUT.width() } else { 0 };
    let start = line.spot.start.max(from);
    let end = line.spot.end.min(from + count).max(start);
    let before = lead + width_of(&line.cells[from.min(start)..start]);
    let marked = width_of(&line.cells[start..end]).max(1);
    " ".repeat(before) + &"^".repeat(marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_at(
        text: &str,
        place: (usize, usize, usize),
        secrets: &[&str],
        width: usize,
    ) -> String {
        let (line, column, end_column) = place;
        let place = Location {
            path: "app.js".to_owned(),
            line,
            column,
            end_line: line,
            end_column,
        };
        let mut out = Vec::new();
        let mut plain = anstream::StripStream::new(&mut out);
        print(&mut plain, text, &place, secrets, width).expect("a vector takes everything");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn the_spot_is_marked_below_its_line() {
        let text = "const a = {\n  origin: true,\n};\n";
        let wanted = "  |\n1 | const a = {\n2 |   origin: true,\n  |           ^^^^\n";
        assert_eq!(shown_at(text, (2, 11, 15), &[], 60), wanted);
        // behind it where nothing stands before it
        let text = "\napp();\nb();\n";
        let wanted = "  |\n2 | app();\n  | ^^^\n3 | b();\n";
        assert_eq!(shown_at(text, (2, 1, 4), &[], 60), wanted);
    }

    #[test]
    fn tabs_and_wide_characters_take_their_room() {
        let text = "\tx('漢字', y)\n";
        let wanted = "  |\n1 |     x('漢字', y)\n  |               ^\n";
        assert_eq!(shown_at(text, (1, 10, 11), &[], 60), wanted);
    }

    #[test]
    fn what_moves_a_cursor_is_spelt_out() {
        assert!(shown_at("a\u{1b}[2Jb\n", (1, 1, 2), &[], 60).contains("1 | a\\u{1b}[2Jb\n"));
    }

    #[test]
    fn a_secret_is_masked_and_its_line_marked() {
        let wanted = "  |\n1 |   key: \"********\",\n  |   ^^^^^^^^^^^^^^^^\n";
        assert_eq!(
            shown_at("  key: \"hush-hush\",\n", (1, 8, 19), &["hush-hush"], 60),
            wanted
        );
    }

    #[test]
    fn no_line_is_wider_than_the_screen_and_the_spot_is_seen() {
        let text = format!("{}spot{}\n", "a".repeat(300), "b".repeat(300));
        for width in [60, 80, 200] {
            let shown = shown_at(&text, (1, 301, 305), &[], width);
            assert!(shown.lines().all(|line| line.width() <= width), "{shown}");
            let lines: Vec<Vec<char>> = shown.lines().map(|it| it.chars().collect()).collect();
            let at = lines[2].iter().position(|c| *c == '^').expect("a mark");
            let under: String = lines[1][at..at + 4].iter().collect();
            assert_eq!(under, "spot", "{shown}");
        }
    }
}
