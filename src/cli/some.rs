//! Which part of a fix is wanted: some of its services, or some of its files where the rest holds without the others.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::cli::fixes::together;
use crate::cli::question::{line, say};
use crate::cli::terminal;
use crate::patch::Patch;
use crate::plan::{Fix, Planner, changes};
use crate::report;

/// What was chosen.
pub(super) enum Part {
    /// These services, by path: their fixes are made anew.
    Services(BTreeSet<String>),
    /// Fixes of some files, proven.
    Fixes(Vec<Fix>),
}

/// Whether there is anything to choose from.
pub(super) fn is_choice(fixes: &[Fix]) -> bool {
    together(fixes).len() > 1 || services(fixes).len() > 1
}

/// Asks which; none where it stays as it is.
pub(super) fn of(planner: &Planner<'_>, patch: &Patch, fixes: &[Fix]) -> io::Result<Option<Part>> {
    let files = planner.needed(patch, fixes);
    let mut services = services(fixes);
    if services.len() < 2 {
        services.clear();
    }
    let is_inseparable = files.iter().all(|(_, why)| why.is_some());
    let names: Vec<&String> = services.keys().collect();
    say(&report::choice::parts(&names, &files, terminal::width()))?;
    if services.is_empty() && is_inseparable {
        say(report::choice::INSEPARABLE)?;
        return Ok(None);
    }
    let named = |word: &str| -> Option<String> {
        let mut names = services.keys().chain(files.iter().map(|(path, _)| path));
        match word.parse::<usize>() {
            Ok(number) => names.nth(number.checked_sub(1)?),
            Err(_) => names.find(|it| *it == word),
        }
        .cloned()
    };
    loop {
        let Some(answer) = line(report::choice::WHICH)? else {
            return Ok(None);
        };
        let words = answer.split([' ', ',']).filter(|it| !it.is_empty());
        let Some(chosen) = words.map(named).collect::<Option<BTreeSet<String>>>() else {
            say(report::choice::NO_SUCH_PART)?;
            continue;
        };
        if chosen.is_empty() {
            return Ok(None);
        }
        if chosen.iter().all(|it| services.contains_key(it)) {
            return Ok(Some(Part::Services(chosen)));
        }
        match planner.part(patch, fixes, &paths(chosen, &services)) {
            Ok(part) => return Ok(Some(Part::Fixes(part))),
            Err(why) => say(&report::choice::refused(&why))?,
        }
    }
}

/// The files that are kept: those that were named, and all of a service that was.
fn paths(
    chosen: BTreeSet<String>,
    services: &BTreeMap<String, BTreeSet<String>>,
) -> BTreeSet<String> {
    let of = |name: String| match services.get(&name) {
        Some(paths) => paths.clone(),
        None => BTreeSet::from([name]),
    };
    chosen.into_iter().flat_map(of).collect()
}

/// The services of fixes, each with the files that change in it.
fn services(fixes: &[Fix]) -> BTreeMap<String, BTreeSet<String>> {
    let mut services = BTreeMap::<String, BTreeSet<String>>::new();
    for fix in fixes {
        let own = services.entry(fix.finding.service.clone()).or_default();
        own.extend(
            changes(&fix.before, &fix.after)
                .into_iter()
                .map(|it| it.path),
        );
    }
    services
}
