//! Where a Dockerfile sets a variable of the environment, or has to.

use crate::code::Survey;
use crate::edit::line_start;
use crate::survey::docker::instructions::{Instruction, instructions};
use crate::survey::docker::runs::builds_for_development;
use crate::survey::fact::{Captures, Place, Side, Slot};
use crate::tree::paths::join;

/// The place in the Dockerfile of `folder` where `variable` is set: before the command of the last stage. Filled where
/// something sets it (one of the `commands` that the image may run, too), where there is no command, and where the command is
/// one for development or a compose file builds the image for that.
pub(crate) fn environment_slot(
    survey: &Survey<'_>,
    folder: &str,
    variable: &str,
    commands: &[&str],
) -> Slot {
    let place = || {
        let path = join(folder, "Dockerfile")?;
        let text = survey.overlay.text(&path).ok().flatten()?;
        let all = instructions(&text);
        let start = all.iter().rposition(|it| it.keyword == "FROM")?;
        let stage = &all[start..];
        let command = stage
            .iter()
            .find(|it| matches!(&*it.keyword, "CMD" | "ENTRYPOINT"))?;
        let sets = |line: &str| line.contains(variable);
        let is_set = lines_of_stage(&all, start).iter().any(|line| sets(line));
        let run = commands.iter().copied().chain(
            stage
                .iter()
                .filter(|it| matches!(&*it.keyword, "CMD" | "ENTRYPOINT"))
                .map(|it| &*it.line),
        );
        let is_development = |line: &&str| {
            ["nodemon", "dev", "watch", "--reload"]
                .iter()
                .any(|mark| line.contains(mark))
        };
        let runs_development = stage
            .iter()
            .any(|it| it.keyword == "CMD" && is_development(&&*it.line));
        // what people work with gets the value in the compose file of production
        let is_for_people = || builds_for_development(survey, folder);
        if is_set || run.into_iter().any(sets) || runs_development || is_for_people() {
            return None;
        }
        Some(Place {
            at: above_comments(&text, command.range.start),
            path,
            side: Side::Before,
            indent: String::new(),
            captures: Captures::new(),
        })
    };
    place().map_or(Slot::Filled, Slot::Free)
}

/// The lines that set variables in the stage that begins at `start`, and in those that it is made from.
fn lines_of_stage<'t>(all: &'t [Instruction<'_>], start: usize) -> Vec<&'t str> {
    let own = stages(all, start).into_iter().flatten();
    own.filter(|it| matches!(&*it.keyword, "ENV" | "ARG"))
        .map(|it| &*it.line)
        .collect()
}

/// Whether the environment of an image has a variable by itself; `target` is the stage that it is, else the last.
pub(crate) fn gives(all: &[Instruction<'_>], target: Option<&str>, variable: &str) -> bool {
    let is_target = |it: &Instruction<'_>| {
        it.keyword == "FROM" && target.is_none_or(|target| name_of_stage(it) == Some(target))
    };
    let Some(start) = all.iter().rposition(is_target) else {
        return false;
    };
    let own = stages(all, start).into_iter().flatten();
    let mut lines = own.filter(|it| it.keyword == "ENV").map(|it| &it.line);
    lines.any(|line| {
        let mut words = line.split_whitespace();
        let is_old_form = words.next() == Some(variable);
        is_old_form
            || line.split_whitespace().any(|word| {
                let name = word.split_once('=').map(|(name, _)| name);
                name == Some(variable)
            })
    })
}

/// The instructions of the stage that begins at `start`, and of those that it is made from.
pub(super) fn stages<'t, 'i>(
    all: &'t [Instruction<'i>],
    start: usize,
) -> Vec<&'t [Instruction<'i>]> {
    let end = all[start + 1..]
        .iter()
        .position(|it| it.keyword == "FROM")
        .map_or(all.len(), |next| start + 1 + next);
    let base = all[start]
        .line
        .split_whitespace()
        .find(|word| !word.starts_with("--"));
    let is_parent =
        |it: &Instruction<'_>| it.keyword == "FROM" && base.is_some() && name_of_stage(it) == base;
    let parent = all[..start].iter().rposition(is_parent);
    let inherited = parent.map_or_else(Vec::new, |parent| stages(all, parent));
    [&all[start + 1..end]]
        .into_iter()
        .chain(inherited)
        .collect()
}

/// The name that `FROM … AS name` gives.
fn name_of_stage<'t>(from: &'t Instruction<'_>) -> Option<&'t str> {
    let mut words = from.line.split_whitespace().rev();
    let name = words.next()?;
    words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("as"))
        .then_some(name)
}

/// The start of the comment lines right above the line at `at`.
pub(crate) fn above_comments(text: &str, at: usize) -> usize {
    let mut start = line_start(text, at);
    while start > 0 {
        let above = line_start(text, start - 1);
        if !text[above..start].trim_start().starts_with('#') {
            break;
        }
        start = above;
    }
    start
}
