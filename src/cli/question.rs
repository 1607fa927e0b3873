//! Questions to the user: a line is read, and the terminal does what it always does. Ctrl-C at one of them ends the command
//! with nothing written.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::cli::session::Session;
use crate::error::{Error, Result};
use crate::patch::parameters::Values;
use crate::patch::{Parameter, Patch};
use crate::plan::{Planner, State};

/// Asks, and reads a line; none at the end of the input.
pub(super) fn line(question: &str) -> io::Result<Option<String>> {
    let mut terminal = anstream::stderr();
    write!(terminal, "{question}")?;
    terminal.flush()?;
    let mut answer = String::new();
    if io::stdin().read_line(&mut answer)? == 0 {
        // the next thing that is said begins a line
        writeln!(terminal)?;
        return Ok(None);
    }
    Ok(Some(answer.trim().to_owned()))
}

/// Tells the one who is asked.
pub(super) fn say(text: &str) -> io::Result<()> {
    writeln!(anstream::stderr(), "{text}")
}

/// Asks a question that is answered by yes or no; the end of the input is a no.
pub(super) fn confirm(question: &str) -> Result<bool> {
    let ask = || -> io::Result<bool> {
        loop {
            let answer = line(&format!("{question} [y]es, [n]o: "))?;
            match answer.map(|it| it.to_ascii_lowercase()).as_deref() {
                Some("y" | "yes") => return Ok(true),
                Some("n" | "no") | None => return Ok(false),
                _ => {}
            }
        }
    };
    ask().map_err(|error| cannot(&error))
}

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
    let hint = told.map_or("Enter leaves it open".to_owned(), |told| {
        format!("Enter takes {told}, - leaves it open")
    });
    loop {
        let Some(answer) = line(&format!("{question} ({hint}) "))? else {
            return Ok(());
        };
        let answer = match (&*answer, told) {
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
            Err(error) => say(&error.to_string())?,
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
