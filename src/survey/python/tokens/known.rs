//! What a token is signed or verified with, and what is known of a secret of the environment.

use minijinja::Value;

use crate::edit::line_end;
use crate::edit::script::{Node, Script};
use crate::survey::fact::{Captures, Site};

/// What a token is signed or verified with.
pub(crate) enum Secret {
    /// A value of the environment.
    Known(Known),
    /// A string in the code.
    Literal(Site),
    /// One of several.
    Several,
    /// A key of another kind by its name, or a file, which mostly holds one.
    Key,
    /// Made up of several things, like one of each user, which is not ours to rotate.
    Other,
    /// What it is shows only when the service runs.
    Unclear,
}

/// A secret of the environment, as seen from an expression that reads it.
#[derive(Clone, Default)]
pub(crate) struct Known {
    /// The variable that it is read from.
    pub(crate) variable: Option<String>,
    /// The code that reads its previous values in the same place.
    pub(crate) previous: String,
    /// The module and name that this code needs.
    pub(crate) import: Option<Box<(String, String)>>,
    /// Places below its names that have no neighbour for the previous values.
    pub(crate) undeclared: Vec<Site>,
    /// Where the code has a text of its own for it.
    pub(crate) fallbacks: Vec<Site>,
}

impl Known {
    /// The captures of a site that uses the previous values.
    pub(crate) fn captures<const N: usize>(&self, own: [(String, Value); N]) -> Captures {
        let (module, name) = self.import.as_deref().cloned().unzip();
        let mut captures = Captures::from(own);
        captures.insert("module".to_owned(), Value::from(module));
        captures.insert("imported".to_owned(), Value::from(name));
        captures
    }

    /// The same secret under a name that `assignment` gives it: the previous values get a name beside it.
    pub(crate) fn named(mut self, script: &Script, assignment: &Node<'_>, previous: &str) -> Self {
        let Some(left) = assignment.field("left") else {
            return self;
        };
        let name = previous_name(&left.text());
        if !is_declared(assignment, &name) {
            let kind = assignment.field("type").map(|kind| kind.text());
            let kind = match kind.as_deref() {
                Some(kind) if kind.contains("Secret") => format!(": {kind}"),
                Some(kind) if kind.contains("str") => ": str".to_owned(),
                _ => String::new(),
            };
            let declaration = format!("{name}{kind} = {previous}");
            let captures = self.captures([("declaration".to_owned(), Value::from(declaration))]);
            let at = line_end(&script.text, assignment.range().end);
            self.undeclared.push(Site {
                range: at..at,
                captures,
                ..Site::at(script, assignment)
            });
        }
        self.previous = name;
        self.import = None;
        self
    }
}

impl Secret {
    pub(crate) fn map(self, change: impl FnOnce(Known) -> Known) -> Self {
        match self {
            Self::Known(known) => Self::Known(change(known)),
            other => other,
        }
    }
}

/// Whether the statements around an assignment give `name` a value, too.
fn is_declared(assignment: &Node<'_>, name: &str) -> bool {
    let list = assignment.parent().and_then(|statement| statement.parent());
    list.is_some_and(|list| {
        list.named_children().any(|statement| {
            statement
                .child(0)
                .filter(|n| n.kind() == "assignment")
                .and_then(|n| n.field("left"))
                .is_some_and(|left| left.text() == name)
        })
    })
}

/// The name of the previous values of what is called `name`.
pub(crate) fn previous_name(name: &str) -> String {
    let own = name.rsplit('.').next().unwrap_or(name);
    if own.chars().any(char::is_lowercase) {
        format!("{name}_previous")
    } else {
        format!("{name}_PREVIOUS")
    }
}

/// A site whose text gives way to `code`.
pub(crate) fn replaced(script: &Script, node: &Node<'_>, code: &str) -> Site {
    Site::at(script, node)
        .with("secret", code)
        .with("made", false)
        .with("field", false)
}
