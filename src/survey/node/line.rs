//! Which line of Node an image is made of: the one that the project asks for, where what it is built with takes that.

use crate::code::Survey;
use crate::survey::node::package::Package;
use crate::survey::version::{NodeVersion, admits};
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
