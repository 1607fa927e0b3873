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
    let end = all[start + 1..]
        .iter()
        .position(|it| it.keyword == "FROM")
        .map_or(all.len(), |next| start + 1 + next);
    let own = all[start + 1..end]
        .iter()
        .filter(|it| matches!(&*it.keyword, "ENV" | "ARG"));
    let base = all[start]
        .line
        .split_whitespace()
        .find(|word| !word.starts_with("--"));
    let parent = all[..start].iter().rposition(|it| {
        let mut words = it.line.split_whitespace().rev();
        it.keyword == "FROM"
            && base.is_some()
            && words.next() == base
            && words
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case("as"))
    });
    let inherited = parent.map_or_else(Vec::new, |parent| lines_of_stage(all, parent));
    own.map(|it| &*it.line).chain(inherited).collect()
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
