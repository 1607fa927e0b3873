//! Questions to the user. Ctrl-C at one of them ends the command with nothing written.

use std::collections::BTreeMap;
use std::io::{self, Write};

use dialoguer::console::{Key, Term};

use crate::cli::session::Session;
use crate::error::{Error, Result};
use crate::patch::parameters::Values;
use crate::patch::{Parameter, Patch};
use crate::plan::{Planner, State};

/// An answer to "apply this patch?".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    All,
    Quit,
}

/// Asks whether a patch joins; one key, no Enter.
pub(super) fn ask(patch: &Patch) -> Result<Answer> {
    let question = format!("{}? [y]es, [n]o, [a]ll, [q]uit: ", patch.fix);
    let answers = [
        ('y', "yes", Answer::Yes),
        ('n', "no", Answer::No),
        ('a', "all", Answer::All),
        ('q', "quit", Answer::Quit),
    ];
    key(&question, &answers, Answer::Quit).map_err(|error| cannot(&error))
}

/// Asks a question that is answered by yes or no; one key, no Enter.
pub(super) fn confirm(question: &str) -> Result<bool> {
    let answers = [('y', "yes", true), ('n', "no", false)];
    let question = format!("{question} [y]es, [n]o: ");
    key(&question, &answers, false).map_err(|error| cannot(&error))
}

/// Asks until one of the keys is pressed; Escape and the end of the input stand for `end`.
fn key<T: Copy + PartialEq>(question: &str, answers: &[(char, &str, T)], end: T) -> io::Result<T> {
    let mut terminal = Term::stderr();
    loop {
        write!(terminal, "{question}")?;
        let wanted = match terminal.read_key()? {
            Key::Char(END_OF_INPUT) | Key::Escape => answers.iter().find(|answer| answer.2 == end),
            Key::Char(key) => answers
                .iter()
                .find(|answer| answer.0 == key.to_ascii_lowercase()),
            _ => None,
        };
        let Some((_, word, answer)) = wanted else {
            terminal.write_line("")?;
            continue;
        };
        terminal.write_line(&format!("{word}\n"))?;
        return Ok(*answer);
    }
}

/// What a terminal gives for Ctrl-D where every key counts.
const END_OF_INPUT: char = '\u{4}';

/// Asks for the values that the findings lack; an empty answer leaves one missing, a wrong one is asked for again.
pub(super) fn ask_values(session: &mut Session) -> Result<()> {
    for (key, question) in lacking(session)? {
        ask_value(&mut session.values, &key, &question, None).map_err(|error| cannot(&error))?;
    }
    Ok(())
}

/// Asks for a value until the answer is one; Enter takes what is `told`, where something is.
pub(super) fn ask_value(
    values: &mut Values,
    key: &str,
    question: &str,
    told: Option<&str>,
) -> io::Result<()> {
    let mut terminal = Term::stderr();
    let hint = told.map_or("Enter leaves it open".to_owned(), |told| {
        format!("Enter takes {told}, - leaves it open")
    });
    loop {
        write!(terminal, "{question} ({hint}) ")?;
        let answer = terminal.read_line()?;
        let answer = match (answer.trim(), told) {
            ("", Some(told)) => told,
            ("" | "-", _) => return Ok(()),
            (answer, _) => answer,
        };
        let mut with_answer = values.clone();
        match with_answer.set(&format!("{key}={answer}")) {
            Ok(()) => {
                *values = with_answer;
                return Ok(());
            }
            Err(error) => terminal.write_line(&error.to_string())?,
        }
    }
}

/// Key and question of each value that is missing, for the patches that could do something.
pub(super) fn lacking(session: &Session) -> Result<BTreeMap<String, String>> {
    let is_missing = |it: &&Parameter| session.values.parameter(it).is_none();
    let wanted = wanted(session, &session.planner())?;
    let missing = wanted.iter().copied().filter(is_missing);
    Ok(missing.map(|it| (it.key.clone(), it.ask.clone())).collect())
}

/// The values of the patches that could do something, given or not.
pub(super) fn wanted<'s>(
    session: &'s Session,
    planner: &Planner<'_>,
) -> Result<Vec<&'s Parameter>> {
    let findings = planner.scan(&session.selection)?;
    let waits = |patch: &&Patch| {
        findings.iter().any(|finding| {
            finding.issue == patch.issue && matches!(finding.state, State::Open | State::Held)
        })
    };
    let patches = session.catalogue.patches().iter().filter(waits);
    Ok(patches.flat_map(|patch| &patch.parameters).collect())
}

pub(super) fn cannot(error: &io::Error) -> Error {
    Error::new("the question was not answered")
        .note(error.to_string())
        .note("nothing was written")
}
