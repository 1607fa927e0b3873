//! The fixes that a command is about: which are taken, and what they change together.

use std::collections::BTreeSet;
use std::io::Write;

use crate::apply;
use crate::cli::choice::Asking;
use crate::cli::pager::Pager;
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::cli::terminal::Screen;
use crate::error::Result;
use crate::plan::saved::SavedPlan;
use crate::plan::{Choice, FileChange, Fix, Planner, Wish, changes};
use crate::report::subject::Shared;
use crate::report::told::title;

/// All fixes that are selected. None may lead out of the repository.
pub(super) fn all(session: &Session, planner: &Planner<'_>) -> Result<Vec<Fix>> {
    let fixes = planner.fixes(&session.selection, |_, _| Ok(Choice::Take))?;
    apply::check_paths(&session.root, &together(&fixes))?;
    Ok(fixes)
}

/// The fixes that are taken: all of them, or those that the user says yes to. What is taken must pass `check`, so that
/// nobody answers ten questions to hear that it was in vain.
pub(super) fn choose(
    out: &mut dyn Write,
    (session, planner): (&Session, &Planner<'_>),
    ask: Option<Screen>,
    check: &dyn Fn(&[FileChange]) -> Result<()>,
) -> Result<Vec<Fix>> {
    let screen = ask.unwrap_or(Screen {
        quiet: true,
        verbose: false,
        pager: false,
    });
    let mut issues = BTreeSet::new();
    if ask.is_some() {
        let _working = Progress::of("making the fixes", screen.quiet);
        planner.fixes(&session.selection, |patch, _| {
            issues.insert(patch.issue);
            Ok(Choice::Take)
        })?;
    }
    let pager = Pager::of_user(screen.pager);
    let mut asking = Asking::new((session, planner), issues.len(), pager);
    planner.fixes(&session.selection, |patch, fixes| {
        let choice = match ask {
            Some(_) => asking.ask(out, patch, fixes)?,
            None => Choice::Take,
        };
        match &choice {
            Choice::Take => check(&together(fixes))?,
            Choice::TakeEdited(edited) => check(&together(edited))?,
            Choice::Again(_) | Choice::Leave | Choice::Stop => {}
        }
        Ok(choice)
    })
}

/// The fixes that a patch may show, where these are not all. One that would show a secret stays out as a whole, for half of a fix is
/// worse than none; the others are planned without it.
pub(super) fn shared(
    session: &Session,
    planner: &Planner<'_>,
    fixes: &[Fix],
) -> Result<Option<Shared>> {
    if !fixes.iter().any(Fix::tells_secrets) {
        return Ok(None);
    }
    let mut kept_back = BTreeSet::new();
    let kept = planner.fixes(&session.selection, |_, fixes| {
        let (telling, silent): (Vec<&Fix>, Vec<&Fix>) =
            fixes.iter().partition(|fix| fix.tells_secrets());
        let service = |fix: &&Fix| fix.finding.service.clone();
        let telling_in: BTreeSet<String> = telling.iter().map(service).collect();
        let mut services: BTreeSet<String> = silent.iter().map(service).collect();
        services.retain(|it| !telling_in.contains(it));
        let titles = telling.iter().map(|fix| title(&fix.finding));
        kept_back.extend(titles);
        Ok(if telling.is_empty() {
            Choice::Take
        } else if services.is_empty() {
            Choice::Leave
        } else {
            Choice::Again(Wish {
                services,
                ..Wish::default()
            })
        })
    })?;
    let in_them: BTreeSet<String> = kept.iter().map(|fix| title(&fix.finding)).collect();
    // what goes on from one of them has nothing to go on from
    let lost = fixes.iter().map(|fix| title(&fix.finding));
    kept_back.extend(lost.filter(|it| !in_them.contains(it)));
    Ok(Some(Shared {
        plan: SavedPlan::of(&kept, &session.catalogue, &session.values),
        kept_back,
    }))
}

/// What fixes that were planned one on top of the other change together.
pub(super) fn together(fixes: &[Fix]) -> Vec<FileChange> {
    let ends = fixes.first().zip(fixes.last());
    ends.map_or_else(Vec::new, |(first, last)| {
        changes(&first.before, &last.after)
    })
}

/// What was applied, a line each, for the list of records.
pub(super) fn subjects(session: &Session, fixes: &[Fix]) -> Vec<String> {
    let fix_of = |fix: &Fix| {
        let patch = session.catalogue.patch(fix.finding.issue);
        patch.map_or("", |patch| &patch.fix)
    };
    fixes
        .iter()
        .map(|fix| {
            format!(
                "{} {} in {}: {}",
                fix.finding.issue,
                fix.finding.name,
                fix.finding.service,
                fix_of(fix)
            )
        })
        .collect()
}
