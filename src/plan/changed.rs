//! Fixes that the user has changed: with texts that were edited by hand, or without some of the files. What comes out is proven
//! as the fix was.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::code::Survey;
use crate::edit::hcl;
use crate::edit::python::imports::{self, Import};
use crate::edit::script::is_python;
use crate::error::{Error, Result};
use crate::patch::Patch;
use crate::plan::evaluate::{Evaluator, is_open};
use crate::plan::surveyed::Surveyed;
use crate::plan::{FileChange, Fix, Planner, State, changes};
use crate::step::{self, Stop};
use crate::survey::service::Service;
use crate::survey::stacks;
use crate::tree::Overlay;
use crate::tree::paths::file_name;

impl Planner<'_> {
    /// The fixes of one patch with texts that the user edited, by path, where they hold: each parses as well as the one that
    /// it stands for, uses no name that nobody declares, and the finding is gone.
    ///
    /// # Errors
    /// What is wrong with a text, or that the finding is still there.
    pub fn edited(
        &self,
        patch: &Patch,
        fixes: &[Fix],
        texts: &BTreeMap<String, String>,
    ) -> Result<Vec<Fix>> {
        let mut edited = fixes.to_vec();
        for (path, text) in texts {
            let changes_it = |fix: &Fix| {
                changes(&fix.before, &fix.after)
                    .iter()
                    .any(|it| it.path == *path)
            };
            let Some(at) = edited.iter().rposition(changes_it) else {
                continue;
            };
            edited[at].after.write(path, text.clone());
            for later in &mut edited[at + 1..] {
                later.before.write(path, text.clone());
                later.after.write(path, text.clone());
            }
        }
        let Some((proven, after)) = fixes.last().zip(edited.last()) else {
            return Ok(edited);
        };
        self.prove_changed(patch, &edited, (&proven.after, &after.after), texts)?;
        Ok(edited)
    }

    /// The fixes of one patch in some of their files only, where that holds on its own; a service of which no file is kept is
    /// left as it is.
    ///
    /// # Errors
    /// What would not hold, and so why the rest of the files is needed.
    pub fn part(&self, patch: &Patch, fixes: &[Fix], kept: &BTreeSet<String>) -> Result<Vec<Fix>> {
        let Some((first, last)) = fixes.first().zip(fixes.last()) else {
            return Ok(Vec::new());
        };
        let start = &first.before;
        let all = changes(start, &last.after);
        let (texts, left): (Vec<FileChange>, Vec<FileChange>) =
            all.into_iter().partition(|it| kept.contains(&it.path));
        let mut part = fixes.to_vec();
        for fix in &mut part {
            for FileChange { path, .. } in &left {
                fix.before.restore(path, start);
                fix.after.restore(path, start);
            }
        }
        part.retain(|fix| !changes(&fix.before, &fix.after).is_empty());
        let Some(end) = part.last() else {
            return Err(Error::new("nothing of the fix would be left"));
        };
        let texts = texts.into_iter();
        let texts = texts.map(|it| (it.path, it.after.to_string()));
        let texts: BTreeMap<String, String> = texts.collect();
        self.prove_changed(patch, &part, (start, &end.after), &texts)?;
        for fix in &part {
            self.prove_done(patch, fix, &end.after)?;
        }
        // a fix of which nothing is kept is left out as a whole
        let is_kept = |it: &FileChange| texts.contains_key(&it.path);
        let own = fixes.iter().map(|fix| changes(&fix.before, &fix.after));
        let mut torn = own.filter_map(|own| {
            let (kept, left): (Vec<FileChange>, Vec<FileChange>) =
                own.into_iter().partition(is_kept);
            self.torn(&kept, &left)
        });
        torn.next().map_or(Ok(part), |why| Err(Error::new(why)))
    }

    /// The files of fixes, in order of path, each with the reason where the others do not hold without it.
    #[must_use]
    pub fn needed(&self, patch: &Patch, fixes: &[Fix]) -> Vec<(String, Option<Error>)> {
        let ends = fixes.first().zip(fixes.last());
        let all = ends.map(|(first, last)| changes(&first.before, &last.after));
        let all: BTreeSet<String> = all.into_iter().flatten().map(|it| it.path).collect();
        let paths: Vec<&String> = all.iter().collect();
        let told = paths.into_par_iter().map(|path| {
            let mut others = all.clone();
            others.remove(path);
            (path.clone(), self.part(patch, fixes, &others).err())
        });
        told.collect()
    }

    /// Nothing in a file that is there may be left undone: only new files and lines of lists can be missed.
    fn prove_done(&self, patch: &Patch, fix: &Fix, after: &Overlay) -> Result<()> {
        let Some(service) = self.service_of(fix) else {
            return Ok(());
        };
        let (survey, now) = (
            Survey::new(&fix.before, &self.parsed),
            Survey::new(after, &self.parsed),
        );
        let before = stacks::facts(&survey, service);
        let Some((before, after)) = before.zip(stacks::facts(&now, service)) else {
            return Err(Error::new("the service would be gone"));
        };
        let evaluator = Evaluator {
            patch,
            service,
            parsed: &self.parsed,
            values: self.values.of(patch),
        };
        let own = patch.cases.iter();
        let own = own.filter(|it| it.stack.name() == service.stack && is_open(&*before, it));
        for case in own {
            match evaluator.undone(case, &now, &*after) {
                Ok(None) => {}
                Ok(Some(path)) => {
                    return Err(Error::new(format!("`{path}` has to change, too")));
                }
                Err(Stop::Blocked(why) | Stop::Held(why)) => return Err(Error::new(why)),
                Err(Stop::Fault(error)) => return Err(error),
            }
        }
        Ok(())
    }

    fn service_of(&self, fix: &Fix) -> Option<&Service> {
        let is_own =
            |it: &&Service| it.path == fix.finding.service && it.stack == fix.finding.stack;
        self.services.iter().find(is_own)
    }

    /// Proves texts in every service that fixes are for.
    fn prove_changed(
        &self,
        patch: &Patch,
        fixes: &[Fix],
        (before, after): (&Overlay, &Overlay),
        texts: &BTreeMap<String, String>,
    ) -> Result<()> {
        let mut services = fixes.iter().filter_map(|fix| self.service_of(fix));
        services.try_for_each(|service| self.prove(patch, service, (before, after), texts))
    }

    fn prove(
        &self,
        patch: &Patch,
        service: &Service,
        (before, after): (&Overlay, &Overlay),
        texts: &BTreeMap<String, String>,
    ) -> Result<()> {
        let survey = Survey::new(before, &self.parsed);
        let known = Surveyed::new(&survey, &self.services);
        let known = known.facts(service);
        let known = known.ok_or_else(|| Error::new("the service would be gone"))?;
        for (path, text) in texts {
            step::prove_text(patch, (&survey, known), after, (path, text))?;
        }
        let survey = Survey::new(after, &self.parsed);
        let surveyed = Surveyed::new(&survey, &self.services);
        let facts = surveyed.facts(service);
        let facts = facts.ok_or_else(|| Error::new("the service would be gone"))?;
        if let Some(lost) = facts.dangling().difference(&known.dangling()).next() {
            let fact = format!(
                "`{}` in `{}` would be declared nowhere",
                lost.name, lost.folder
            );
            return Err(Error::new(fact));
        }
        let left = self.evaluate(patch, service, &surveyed);
        let mut left = left.iter().map(|fix| &fix.finding);
        match left.find(|it| it.state.is_unresolved()) {
            None => Ok(()),
            Some(it) if it.state == State::Open => {
                Err(Error::new(format!("it would still be so: {}", it.message)))
            }
            Some(it) => Err(
                Error::new("it could no longer be told whether the fix holds")
                    .note(it.reason.clone().unwrap_or_else(|| it.message.clone())),
            ),
        }
    }

    /// Why the kept files of a fix cannot stand without the others: one speaks of another that would be new, or Terraform reads
    /// them together.
    fn torn(&self, kept: &[FileChange], left: &[FileChange]) -> Option<String> {
        let is_new = |it: &&FileChange| it.before.is_none();
        for other in left.iter().filter(is_new) {
            if let Some(one) = kept.iter().find(|it| self.speaks(it, other)) {
                return Some(format!(
                    "`{}` speaks of `{}`, which would not be there",
                    one.path, other.path
                ));
            }
        }
        for one in kept.iter().filter(is_new) {
            let is_used = kept.iter().any(|it| self.speaks(it, one));
            let user = left.iter().find(|it| self.speaks(it, one));
            if let Some(user) = user.filter(|_| !is_used) {
                return Some(format!("only `{}` speaks of `{}`", user.path, one.path));
            }
        }
        let terraform = |files: &'_ [FileChange]| {
            let mut paths = files.iter().map(|it| it.path.clone());
            paths.find(|it| hcl::is_hcl(it))
        };
        let (one, other) = terraform(kept).zip(terraform(left))?;
        Some(format!("Terraform reads `{other}` together with `{one}`"))
    }

    /// Whether a file newly speaks of another: by its name, or as Python imports it.
    fn speaks(&self, one: &FileChange, other: &FileChange) -> bool {
        let before = one.before.clone().unwrap_or_default();
        let times = |text: &str| text.matches(file_name(&other.path)).count();
        if times(&one.after) > times(&before) {
            return true;
        }
        let Some(module) = file_name(&other.path).strip_suffix(".py") else {
            return false;
        };
        let imports = |text: &Arc<str>| {
            let all = imports::all(&self.parsed.script(&one.path, text));
            let is_it = |it: &&Import| it.module.rsplit('.').next() == Some(module);
            all.iter().filter(is_it).count()
        };
        is_python(&one.path) && imports(&one.after) > imports(&before)
    }
}
