//! Questions to the user. Ctrl-C at one of them ends the command with nothing written.

use std::io::Write;

use dialoguer::console::{Key, Term};

use super::session::Session;
use crate::error::{Error, Result};
use crate::patch::{Parameter, Patch};

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
    let mut terminal = Term::stderr();
    loop {
        write!(terminal, "{}? [y]es, [n]o, [a]ll, [q]uit: ", patch.fix)
            .map_err(|error| cannot(&error))?;
        let key = terminal.read_key().map_err(|error| cannot(&error))?;
        let (answer, word) = match key {
            Key::Char('y' | 'Y') => (Answer::Yes, "yes"),
            Key::Char('n' | 'N') => (Answer::No, "no"),
            Key::Char('a' | 'A') => (Answer::All, "all"),
            Key::Char('q' | 'Q') | Key::Escape => (Answer::Quit, "quit"),
            _ => {
                terminal.write_line("").map_err(|error| cannot(&error))?;
                continue;
            }
        };
        terminal
            .write_line(&format!("{word}\n"))
            .map_err(|error| cannot(&error))?;
        return Ok(answer);
    }
}

/// Asks a question that is answered by yes or no; one key, no Enter.
pub(super) fn confirm(question: &str) -> Result<bool> {
    let mut terminal = Term::stderr();
    write!(terminal, "{question} [y]es, [n]o: ").map_err(|error| cannot(&error))?;
    let yes = matches!(
        terminal.read_key().map_err(|error| cannot(&error))?,
        Key::Char('y' | 'Y')
    );
    terminal
        .write_line(if yes { "yes\n" } else { "no\n" })
        .map_err(|error| cannot(&error))?;
    Ok(yes)
}

/// Asks for the values that the chosen patches lack; an empty answer leaves one missing.
pub(super) fn ask_values(session: &mut Session) -> Result<()> {
    let missing: Vec<(String, String)> = session
        .selection
        .patches(&session.catalogue)?
        .iter()
        .flat_map(|patch| &patch.parameters)
        .filter(|parameter| session.values.parameter(parameter).is_none())
        .map(|Parameter { key, ask, .. }| (key.clone(), ask.clone()))
        .collect();
    let mut terminal = Term::stderr();
    for (key, question) in missing {
        write!(terminal, "{question} (Enter leaves it open) ").map_err(|error| cannot(&error))?;
        let answer = terminal.read_line().map_err(|error| cannot(&error))?;
        if !answer.trim().is_empty() {
            session.values.set(&format!("{key}={answer}"))?;
        }
    }
    Ok(())
}

fn cannot(error: &std::io::Error) -> Error {
    Error::new("the question was not answered")
        .note(error.to_string())
        .note("nothing was written")
}
