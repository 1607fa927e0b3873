//! The question of each patch: its diff first, then what it is and how much, answered by a letter and Enter.

use std::io::{self, Write};

use crate::cli::editor;
use crate::cli::pager::Pager;
use crate::cli::question::{line, say};
use crate::cli::session::Session;
use crate::cli::some::{self, Part};
use crate::cli::terminal;
use crate::error::{Error, Result};
use crate::patch::Patch;
use crate::plan::{Choice, Fix, Planner, Wish};
use crate::report;
use crate::report::choice::{Asked, Offered};

/// Asks about one patch after the other.
pub(super) struct Asking<'a> {
    session: &'a Session,
    planner: &'a Planner<'a>,
    pager: Pager,
    /// How many patches there are to ask about, as far as that is known.
    total: usize,
    /// The patch that is asked about, and how many came before it.
    at: Option<(u8, usize)>,
    /// What was wished for that patch.
    wish: Wish,
    /// How many got a yes.
    taken: usize,
    all: bool,
}

/// What a letter stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    All,
    Quit,
    View,
    Edit,
    Some,
    Other,
    Explain,
    Help,
}

impl Answer {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "y" | "yes" => Self::Yes,
            "n" | "no" => Self::No,
            "a" | "all" => Self::All,
            "q" | "quit" => Self::Quit,
            "v" | "view" => Self::View,
            "e" | "edit" => Self::Edit,
            "s" | "some" => Self::Some,
            "o" | "other" => Self::Other,
            "x" | "explain" => Self::Explain,
            "?" | "h" | "help" => Self::Help,
            _ => return None,
        })
    }
}

impl<'a> Asking<'a> {
    pub(super) fn new(
        (session, planner): (&'a Session, &'a Planner<'a>),
        total: usize,
        pager: Pager,
    ) -> Self {
        Self {
            session,
            planner,
            pager,
            total,
            at: None,
            wish: Wish::default(),
            taken: 0,
            all: false,
        }
    }

    /// Shows the fixes of a patch and asks what becomes of them.
    pub(super) fn ask(
        &mut self,
        out: &mut dyn Write,
        patch: &Patch,
        fixes: &[Fix],
    ) -> Result<Choice> {
        if self.all {
            self.taken += 1;
            return Ok(Choice::Take);
        }
        self.turn_to(patch);
        self.asked(out, patch, fixes).map_err(|error| match error {
            Trouble::Error(error) => error,
            Trouble::Terminal(error) => crate::cli::question::cannot(&error),
        })
    }

    /// Another patch is another question, for which nothing is wished yet.
    fn turn_to(&mut self, patch: &Patch) {
        let before = match self.at {
            Some((issue, _)) if issue == patch.issue => return,
            Some((_, before)) => before + 1,
            None => 0,
        };
        self.at = Some((patch.issue, before));
        self.total = self.total.max(before + 1);
        self.wish = Wish::default();
    }

    fn asked(
        &mut self,
        out: &mut dyn Write,
        patch: &Patch,
        planned: &[Fix],
    ) -> std::result::Result<Choice, Trouble> {
        let mut fixes = planned.to_vec();
        let (mut is_edited, mut is_part) = (false, false);
        show(out, patch, &fixes)?;
        loop {
            let offered = self.offered(patch, planned, is_edited);
            let answer = self.answer(patch, &fixes, &offered)?;
            match answer {
                Some(Answer::Yes | Answer::All) => {
                    let changed = (is_edited || is_part).then(|| Choice::TakeEdited(fixes));
                    return Ok(changed.unwrap_or(Choice::Take));
                }
                Some(Answer::No) => return Ok(Choice::Leave),
                Some(Answer::Quit) => return self.quit(),
                Some(Answer::Edit) => match self.edited(patch, &fixes)? {
                    Some(edited) => {
                        fixes = edited;
                        is_edited = true;
                        show(out, patch, &fixes)?;
                    }
                    None => say(report::choice::NOTHING_EDITED)?,
                },
                Some(Answer::Other) => {
                    self.switch(patch);
                    return Ok(Choice::Again(self.wish.clone()));
                }
                Some(Answer::Some) => match some::of(self.planner, patch, planned)? {
                    Some(Part::Services(services)) => {
                        self.wish.services = services;
                        return Ok(Choice::Again(self.wish.clone()));
                    }
                    Some(Part::Fixes(part)) => {
                        fixes = part;
                        is_part = true;
                        show(out, patch, &fixes)?;
                    }
                    None => {}
                },
                _ => self.told(out, answer, (patch, &fixes), &offered)?,
            }
        }
    }

    /// Answers what is no decision.
    fn told(
        &self,
        out: &mut dyn Write,
        answer: Option<Answer>,
        (patch, fixes): (&Patch, &[Fix]),
        offered: &Offered,
    ) -> io::Result<()> {
        match answer {
            Some(Answer::View) => {
                let mut paged = self.pager.start(out)?;
                show(&mut paged, patch, fixes)?;
                paged.end()
            }
            Some(Answer::Explain) => {
                report::catalogue::explain(out, patch, terminal::width())?;
                writeln!(out)?;
                out.flush()
            }
            _ => say(&report::choice::help(offered)),
        }
    }

    /// Asks once; none where the answer is no answer here.
    fn answer(
        &mut self,
        patch: &Patch,
        fixes: &[Fix],
        offered: &Offered,
    ) -> io::Result<Option<Answer>> {
        let number = self.at.map_or(1, |(_, before)| before + 1);
        let asked = Asked {
            number,
            total: self.total,
            patch,
            fixes,
            is_first: number == 1,
        };
        let Some(word) = line(&report::choice::question(&asked, offered))? else {
            return Ok(Some(Answer::Quit));
        };
        let word = word.to_ascii_lowercase();
        let is_offered = word
            .chars()
            .next()
            .is_some_and(|letter| offered.has(letter));
        if !is_offered && matches!(Answer::of(&word), Some(Answer::Some | Answer::Other)) {
            say(report::choice::NOTHING_TO_CHOOSE)?;
        }
        let answer = Answer::of(&word).filter(|_| is_offered);
        if let Some(Answer::Yes | Answer::All) = answer {
            self.all = answer == Some(Answer::All);
            self.taken += 1;
        }
        Ok(answer)
    }

    /// From one form of a patch to the other.
    fn switch(&mut self, patch: &Patch) {
        for name in self.switchable(patch) {
            if !self.wish.without.remove(&name) {
                self.wish.without.insert(name);
            }
        }
    }

    fn quit(&self) -> std::result::Result<Choice, Trouble> {
        say(&report::choice::quit(self.taken))?;
        Ok(Choice::Stop)
    }

    /// What may be answered here.
    fn offered(&self, patch: &Patch, planned: &[Fix], is_edited: bool) -> Offered {
        let switchable = self.switchable(patch);
        let other = switchable.first().filter(|_| !is_edited).and_then(|name| {
            let parameter = patch.parameters.iter().find(|it| it.name == *name)?;
            let (with, without) = parameter.forms.as_ref()?;
            let is_without = self.wish.without.contains(name);
            Some(if is_without { with } else { without }.clone())
        });
        Offered {
            width: terminal::width(),
            some: !is_edited && some::is_choice(planned),
            other,
        }
    }

    /// The parameters of a patch that make a form of it, and have a value that may be left out.
    fn switchable(&self, patch: &Patch) -> Vec<String> {
        let parameters = patch.parameters.iter();
        let has_forms = parameters.filter(|it| it.forms.is_some());
        let given = has_forms.filter(|it| self.session.values.parameter(it).is_some());
        given.map(|it| it.name.clone()).collect()
    }

    /// The fixes with what the user makes of their texts; none where nothing was changed, or what was changed does not hold.
    fn edited(
        &self,
        patch: &Patch,
        fixes: &[Fix],
    ) -> std::result::Result<Option<Vec<Fix>>, Trouble> {
        let mut texts = editor::texts(fixes);
        loop {
            let changed = editor::edit(&mut texts)?;
            if changed.is_empty() {
                return Ok(None);
            }
            match self.planner.edited(patch, fixes, &changed) {
                Ok(edited) => return Ok(Some(edited)),
                Err(why) => say(&report::choice::refused(&why))?,
            }
            let again = line(report::choice::AGAIN)?;
            if !matches!(again.as_deref(), Some("e" | "E" | "edit")) {
                return Ok(None);
            }
        }
    }
}

/// Why a question came to no answer.
enum Trouble {
    Error(Error),
    Terminal(io::Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Terminal(error)
    }
}

fn show(out: &mut dyn Write, patch: &Patch, fixes: &[Fix]) -> io::Result<()> {
    report::diff::patch(out, patch, fixes)?;
    out.flush()
}
