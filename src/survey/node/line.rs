//! Which line of Node an image is made of: the one that the project asks for, where what it is built with takes that.

use crate::code::Survey;
use crate::survey::node::package::Package;
use crate::survey::version::NodeVersion;
use crate::tree::paths::{below, upwards};

/// The lines that are maintained, the one that is taken without any wish first.
const LINES: &[u32] = &[24, 22, 20, 18];

/// Names of lines in `.nvmrc`.
const NAMES: &[(&str, u32)] = &[("hydrogen", 18), ("iron", 20), ("jod", 22), ("krypton", 24)];

/// The line for `package`, from `oldest` on, and the wish that is too old for that, with the file that says it.
pub(crate) fn node_line(
    survey: &Survey<'_>,
    package: &Package,
    oldest: u32,
) -> (u32, Option<(u32, String)>) {
    let wish = pinned(survey, package);
    if let Some((line, _)) = wish.as_ref().filter(|(line, _)| *line >= oldest) {
        return (*line, None);
    }
    let engine = package.engine();
    let takes = |line: &&u32| **line >= oldest && engine.is_none_or(|it| admits(it, **line));
    let line = LINES.iter().find(takes).copied();
    (line.unwrap_or(LINES[0]), wish)
}

/// The line that a version manager is told to take, and by which file.
fn pinned(survey: &Survey<'_>, package: &Package) -> Option<(u32, String)> {
    let file = |name: &str| {
        upwards(&package.folder).find_map(|folder| {
            let path = below(folder, name);
            let text = survey.text(&path)?;
            Some((line(text.trim())?, path))
        })
    };
    let of_volta = || {
        let version = package.get("volta")?.get("node")?.as_str()?;
        Some((line(version)?, below(&package.folder, "package.json")))
    };
    file(".nvmrc")
        .or_else(|| file(".node-version"))
        .or_else(of_volta)
}

fn line(text: &str) -> Option<u32> {
    let name = text.strip_prefix("lts/").map(str::to_lowercase);
    let named = name.and_then(|name| NAMES.iter().find(|(known, _)| *known == name));
    named
        .map(|(_, line)| *line)
        .or_else(|| Some(NodeVersion::starting(text)?.line()))
}

/// Whether the newest version of a line, such as 24, lies in a range as manifests write it; what names no version (`*`,
/// `lts/*`) takes any.
fn admits(range: &str, line: u32) -> bool {
    range
        .split("||")
        .any(|alternative| is_in(alternative, line))
}

fn is_in(alternative: &str, line: u32) -> bool {
    let mut words = alternative.split([' ', ',']).filter(|it| !it.is_empty());
    let mut operator = "";
    while let Some(word) = words.next() {
        let at = word.find(|c: char| !"^~<>=v".contains(c));
        let (written, rest) = word.split_at(at.unwrap_or(word.len()));
        if !written.trim_end_matches('v').is_empty() {
            operator = written.trim_end_matches('v');
        }
        if rest == "-" {
            // `18 - 20`
            let end = words.next().and_then(NodeVersion::starting);
            return end.is_none_or(|end| line <= end.line());
        }
        let Some(version) = NodeVersion::starting(rest) else {
            continue;
        };
        let is_first = operator.is_empty() && alternative.contains(" - ");
        let fits = match operator {
            _ if is_first => version.line() <= line,
            ">=" => version.line() <= line,
            ">" => version.line() < line || version.line() == line && version.has_minor(),
            "<" => line < version.line(),
            "<=" => line < version.line() || line == version.line() && !version.has_minor(),
            _ => line == version.line(),
        };
        if !fits {
            return false;
        }
        operator = "";
    }
    true
}

#[cfg(test)]
mod tests {
    use super::admits;

    #[test]
    fn a_range_takes_the_lines_whose_newest_version_lies_in_it() {
        let cases: &[(&str, &[u32])] = &[
            (">=18", &[18, 20, 22, 24]),
            (">= 18.17.0 <23", &[18, 20, 22]),
            ("^20.9.0 || >=22", &[20, 22, 24]),
            ("20.x", &[20]),
            ("22.11.0", &[22]),
            ("v20", &[20]),
            ("18 - 20", &[18, 20]),
            ("<=22", &[18, 20, 22]),
            ("<=22.1", &[18, 20]),
            (">20.1", &[20, 22, 24]),
            ("*", &[18, 20, 22, 24]),
            ("lts/*", &[18, 20, 22, 24]),
        ];
        for (range, lines) in cases {
            let all = [18, 20, 22, 24].into_iter();
            let taken: Vec<u32> = all.filter(|line| admits(range, *line)).collect();
            assert_eq!(taken, *lines, "{range}");
        }
    }
}
