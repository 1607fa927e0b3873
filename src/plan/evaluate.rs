//! One case of one patch in one service: does it concern the service, is it open, and what does the fix change?
//! A fix counts only when the finding is gone afterwards and a second run of its steps would change nothing.

use std::collections::BTreeMap;

use minijinja::Value;

use super::finding::behind;
use super::place::renumbered;
use super::places::places;
use super::{Finding, Fix, Location, State};
use crate::code::{Parsed, Survey};
use crate::error::Error;
use crate::patch::{Action, Case, Condition, Patch, Step};
use crate::plan::surveyed::Surveyed;
use crate::step;
use crate::step::{Job, Stop};
use crate::survey::fact::{Fact, Slot};
use crate::survey::service::{Service, Unreadable};
use crate::survey::stack::Facts;
use crate::survey::stacks;
use crate::tree::Overlay;

pub(super) struct Evaluator<'a> {
    pub(super) patch: &'a Patch,
    pub(super) service: &'a Service,
    pub(super) parsed: &'a Parsed,
    pub(super) values: BTreeMap<String, Option<Value>>,
}

/// How a case stands before anything is tried.
enum Standing {
    Unconcerned,
    Fixed,
    Open,
    Unknown(String),
}

impl Evaluator<'_> {
    /// The finding of a case, with what its fix changes; `None` where it does not concern the service.
    pub(super) fn evaluate(&self, case: &Case, surveyed: &Surveyed<'_>) -> Option<Fix> {
        let survey = surveyed.survey;
        let overlay = survey.overlay;
        if let Some(unreadable) = &self.service.unreadable {
            return self.unreadable(unreadable, case, overlay);
        }
        let facts = surveyed.facts(self.service)?;
        let finding = |state, reason| self.finding(case, (facts, overlay), state, reason);
        let unchanged = |finding| {
            Some(Fix {
                finding,
                before: overlay.clone(),
                after: overlay.clone(),
            })
        };
        match standing(facts, case) {
            Standing::Unconcerned => None,
            Standing::Unknown(reason) => unchanged(finding(State::Blocked, Some(reason))),
            // what was not looked at may be what is asked for
            Standing::Fixed if let Some(reason) = facts.obstacle() => {
                unchanged(finding(State::Blocked, Some(reason)))
            }
            Standing::Fixed => unchanged(finding(State::Fixed, None)),
            Standing::Open => match &case.action {
                _ if let Some(reason) = awaited(facts, case) => {
                    unchanged(finding(State::Held, Some(reason)))
                }
                Action::Manual(_) => unchanged(finding(State::Manual, None)),
                Action::Steps(steps) => match self.carry_out(case, steps, survey, facts) {
                    Ok(mut after) => {
                        // whatever the fix changes, a secret may stand in the lines around it
                        facts.secrets().iter().for_each(|secret| after.hide(secret));
                        Some(Fix {
                            finding: finding(State::Open, None),
                            before: overlay.clone(),
                            after,
                        })
                    }
                    Err(Stop::Held(key)) => unchanged(finding(State::Held, Some(held(&key)))),
                    Err(Stop::Blocked(reason)) => unchanged(finding(State::Blocked, Some(reason))),
                    Err(Stop::Fault(error)) => unchanged(finding(
                        State::Blocked,
                        Some(error.to_string().replace("\n  = ", "; ")),
                    )),
                },
            },
        }
    }

    /// All steps, each on a survey of what the steps before it left: a new one wherever a step changed something. Then the
    /// proof that nothing is left to do, on the last of them.
    fn carry_out(
        &self,
        case: &Case,
        steps: &[Step],
        before: &Survey<'_>,
        known: &dyn Facts,
    ) -> Result<Overlay, Stop> {
        let mut left = steps.iter();
        let mut next = self.next_tree((steps, &mut left), before, known)?;
        while let Some(tree) = next {
            let survey = Survey::new(&tree, self.parsed);
            let facts = stacks::facts(&survey, self.service)
                .ok_or_else(|| self.fault("the service is gone after the fix"))?;
            // lines are those of the tree that the user has
            let as_before = |stop| match stop {
                Stop::Blocked(reason) => Stop::Blocked(renumbered(&reason, &tree, before.overlay)),
                other => other,
            };
            let made = self.next_tree((steps, &mut left), &survey, &*facts);
            next = made.map_err(as_before)?;
            if next.is_none() {
                self.prove(case, steps, known, (&survey, &*facts))?;
                drop(facts);
                return Ok(tree);
            }
        }
        Err(self.still_there())
    }

    /// The finding is gone, no reference leads nowhere, and the same steps would change nothing more.
    fn prove(
        &self,
        case: &Case,
        steps: &[Step],
        known: &dyn Facts,
        (survey, facts): (&Survey<'_>, &dyn Facts),
    ) -> Result<(), Stop> {
        if !matches!(
            standing(facts, case),
            Standing::Fixed | Standing::Unconcerned
        ) {
            return Err(self.still_there());
        }
        self.prove_references(known, facts)?;
        match self.next_tree((steps, &mut steps.iter()), survey, facts)? {
            Some(_) => Err(self.fault("a second fix would change files again").into()),
            None => Ok(()),
        }
    }

    /// What the steps of a case would still change in files that are there: new files, and lines that are added to lists, may
    /// have been left out.
    pub(super) fn undone(
        &self,
        case: &Case,
        survey: &Survey<'_>,
        facts: &dyn Facts,
    ) -> Result<Option<String>, Stop> {
        let Action::Steps(steps) = &case.action else {
            return Ok(None);
        };
        let edits = |step: &&Step| {
            !matches!(
                step,
                Step::Create { .. }
                    | Step::CreateFolder { .. }
                    | Step::Lines { .. }
                    | Step::LinesAt { .. }
            )
        };
        for step in steps.iter().filter(edits) {
            let job = Job {
                survey,
                facts,
                tree: survey.overlay,
                patch: self.patch,
                steps,
                values: &self.values,
            };
            if let Some((path, _)) = step::run(step, &job)?.into_iter().next() {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    fn still_there(&self) -> Stop {
        self.fault("the finding is still there after the fix")
            .into()
    }

    /// No reference may lead nowhere that did not before.
    fn prove_references(&self, before: &dyn Facts, after: &dyn Facts) -> Result<(), Error> {
        match after.dangling().difference(&before.dangling()).next() {
            Some(lost) => Err(self.fault(&format!(
                "`{}` in `{}` would be declared nowhere",
                lost.name, lost.folder
            ))),
            None => Ok(()),
        }
    }

    fn fault(&self, fact: &str) -> Error {
        Error::fault(format!(
            "{fact} (issue {} in `{}`)",
            self.patch.issue, self.service.path
        ))
    }

    /// The tree after the next step that edits a file; `None` where no step is left that changes anything. New files ask
    /// for no new survey: nothing speaks of them before the next step.
    fn next_tree(
        &self,
        (all, steps): (&[Step], &mut std::slice::Iter<'_, Step>),
        survey: &Survey<'_>,
        facts: &dyn Facts,
    ) -> Result<Option<Overlay>, Stop> {
        let mut tree = survey.overlay.clone();
        let mut changed = false;
        for step in steps {
            let job = Job {
                survey,
                facts,
                tree: &tree,
                patch: self.patch,
                steps: all,
                values: &self.values,
            };
            let changes = step::run(step, &job)?;
            let creates = matches!(step, Step::Create { .. } | Step::CreateFolder { .. });
            let edited = !changes.is_empty() && !creates;
            changed |= !changes.is_empty();
            for (path, text) in changes {
                tree.write(&path, text);
            }
            if edited {
                break;
            }
        }
        Ok(changed.then_some(tree))
    }

    /// A service of which nothing can be told is blocked, whatever a patch asks.
    fn unreadable(&self, what: &Unreadable, case: &Case, overlay: &Overlay) -> Option<Fix> {
        let place = Location::of_line(&what.path, what.line, overlay);
        let reason = Some(what.reason.clone());
        let finding = self.row(
            vec![place],
            self.patch.finding.clone(),
            State::Blocked,
            reason,
        );
        let is_fix = matches!(case.action, Action::Steps(_));
        is_fix.then(|| Fix {
            finding,
            before: overlay.clone(),
            after: overlay.clone(),
        })
    }

    fn finding(
        &self,
        case: &Case,
        (facts, tree): (&dyn Facts, &Overlay),
        state: State,
        reason: Option<String>,
    ) -> Finding {
        let mut remarks = remarks(case, facts);
        if state == State::Open {
            // what is there, or not, was looked for in the other files
            remarks.extend(facts.obstacle());
        }
        let message = match (state, &case.action) {
            (State::Fixed, _) => "nothing to do".to_owned() + &behind(&remarks),
            (State::Manual, Action::Manual(text)) => text.trim_end().to_owned() + &behind(&remarks),
            (State::Open, _) => self.patch.finding.clone() + &behind(&remarks),
            _ => self.patch.finding.clone(),
        };
        Finding {
            remarks,
            ..self.row(places(case, facts, state, tree), message, state, reason)
        }
    }

    fn row(
        &self,
        places: Vec<Location>,
        message: String,
        state: State,
        reason: Option<String>,
    ) -> Finding {
        let whole = || (self.service.path.clone(), 1);
        let first = places.first().map(|it| (it.path.clone(), it.line));
        let (path, line) = first.unwrap_or_else(whole);
        Finding {
            issue: self.patch.issue,
            name: self.patch.name.clone(),
            service: self.service.path.clone(),
            stack: self.service.stack.to_owned(),
            state,
            priority: self.patch.priority,
            category: self.patch.category,
            path,
            line,
            places,
            message,
            reason,
            fingerprint: String::new(),
            change: None,
            remarks: Vec::new(),
        }
    }
}

/// What is to be said of the fix in this very service.
fn remarks(case: &Case, facts: &dyn Facts) -> Vec<String> {
    let fact = case.remark.as_ref().and_then(|name| facts.fact(name, None));
    let Some(Fact::Present(list)) = fact else {
        return Vec::new();
    };
    let items = list.try_iter().into_iter().flatten();
    items.map(|item| item.to_string()).collect()
}

/// What has to come first, where that is not there yet.
fn awaited(facts: &dyn Facts, case: &Case) -> Option<String> {
    let fact = facts.fact(case.awaits.as_ref()?, None)?;
    fact.present().map(|reason| reason.to_string())
}

fn held(key: &str) -> String {
    let key = key.replace('*', "NAME");
    format!(
        "`{key}` is missing: set it in fixup.toml (`fixup init` asks for it), or with `--set {key}=…`"
    )
}

pub(super) fn is_open(facts: &dyn Facts, case: &Case) -> bool {
    matches!(standing(facts, case), Standing::Open)
}

fn standing(facts: &dyn Facts, case: &Case) -> Standing {
    for name in &case.concerns {
        match is_there(facts, name) {
            Fact::Present(()) => {}
            Fact::Absent => return Standing::Unconcerned,
            Fact::Unknown(reason) => return Standing::Unknown(reason),
        }
    }
    let (name, open_while_there) = match &case.open {
        None => return Standing::Open,
        Some(Condition::Has(name)) => (name, true),
        Some(Condition::Lacks(name)) => (name, false),
    };
    match (is_there(facts, name), open_while_there) {
        (Fact::Unknown(reason), _) => Standing::Unknown(reason),
        (Fact::Present(()), true) | (Fact::Absent, false) => Standing::Open,
        (Fact::Absent, true) | (Fact::Present(()), false) => Standing::Fixed,
    }
}

/// Whether a fact is there, a list has members, a slot is filled.
fn is_there(facts: &dyn Facts, name: &str) -> Fact<()> {
    if let Some(fact) = facts.fact(name, None) {
        let empty = matches!(&fact, Fact::Present(value) if value.len() == Some(0));
        return if empty {
            Fact::Absent
        } else {
            fact.map(|_| ())
        };
    }
    if let Some(sites) = facts.sites(name) {
        let empty = matches!(&sites, Fact::Present(sites) if sites.is_empty());
        return if empty {
            Fact::Absent
        } else {
            sites.map(|_| ())
        };
    }
    match facts.slot(name) {
        Some(Slot::Filled) => Fact::Present(()),
        Some(Slot::Missing(reason)) => Fact::Unknown(reason),
        Some(Slot::Free(_)) | None => Fact::Absent,
    }
}
