//! The one error type that reaches a user: the fact first, then the place, what was found, and what to type next.
//! Everything that can go wrong with input becomes one of these; faults of fixup's own say so.

use std::fmt;

/// Why a command failed. `Display` gives the whole message, several lines long, without a final newline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    fact: String,
    notes: Vec<String>,
    help: Option<String>,
}

/// A result whose failure is told to the user.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error that states `fact`: lower case, no full stop, code in backticks.
    pub fn new(fact: impl Into<String>) -> Self {
        Self {
            fact: fact.into(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// A fault of fixup's own: reads differently from a mistake of the user's.
    pub fn fault(fact: impl Into<String>) -> Self {
        Self::new(fact).note("this is a fault of fixup's own; nothing was written")
    }

    /// Adds what was found, or where.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds what to do or type next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The fact alone, for a line in a report.
    #[must_use]
    pub fn fact(&self) -> &str {
        &self.fact
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // a name with a line end in it does not begin a line
        let one_line = |text: &str| text.replace('\n', "\\n");
        f.write_str(&one_line(&self.fact))?;
        for note in &self.notes {
            let lines: Vec<String> = note.split("\n    ").map(one_line).collect();
            write!(f, "\n  = {}", lines.join("\n    "))?;
        }
        match &self.help {
            Some(help) => write!(f, "\n  = help: {}", one_line(help)),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
