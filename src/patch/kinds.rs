//! Of which kind the values of `fixup.toml` are: one of another kind would be passed over, and is refused with its place.

use toml_edit::{Item, TableLike, Value};

use crate::edit::line_number;
use crate::error::{Error, Result};
use crate::patch::parameters::{FILE, Values};

/// A value that cannot be right, and by which keys it is found.
pub(super) struct Wrong {
    pub(super) error: Error,
    pub(super) keys: Vec<String>,
}

impl Wrong {
    pub(super) fn at(error: Error, keys: &[&str]) -> Self {
        Self {
            error,
            keys: keys.iter().map(|it| (*it).to_owned()).collect(),
        }
    }
}

/// Values that are texts; `*` is the path of a service.
const TEXTS: &[&[&str]] = &[
    &["project", "name"],
    &["project", "region"],
    &["project", "environment"],
    &["environments", "production"],
    &["services", "*", "image"],
    &["services", "*", "domain"],
];

impl Values {
    /// Fails on a value that is of another kind than what reads it.
    pub(super) fn check_kinds(&self) -> std::result::Result<(), Wrong> {
        for keys in TEXTS {
            if let [services, "*", name] = **keys {
                let table = self.get(&[services]).and_then(Item::as_table_like);
                for (service, _) in table.into_iter().flat_map(TableLike::iter) {
                    self.check_text(&[services, service, name])?;
                }
            } else {
                self.check_text(keys)?;
            }
        }
        if let Some(table) = self.get(&["ignore"]).and_then(Item::as_table_like) {
            for key in ["paths", "issues"] {
                check_list(table, key).map_err(|error| Wrong::at(error, &["ignore", key]))?;
            }
        }
        Ok(())
    }

    fn check_text(&self, keys: &[&str]) -> std::result::Result<(), Wrong> {
        match self.get(keys) {
            Some(item) if item.as_str().is_none() => {
                let found = item.to_string();
                let fact = format!(
                    "`{}` holds `{}`, which is no text",
                    keys.join("."),
                    found.trim()
                );
                let help = format!(
                    "write it in quotes: `{} = \"…\"`",
                    keys.last().unwrap_or(&"")
                );
                Err(Wrong::at(Error::new(fact).help(help), keys))
            }
            _ => Ok(()),
        }
    }

    /// The line of a value, or of what it stands in.
    pub(super) fn line(&self, keys: &[String]) -> Option<usize> {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let mut above = (1..=keys.len()).rev();
        let span = above.find_map(|length| self.get(&keys[..length])?.span())?;
        Some(line_number(&self.text, span.start))
    }

    /// Says in which line of the file a value is wrong.
    pub(super) fn placed(&self, wrong: Wrong) -> Error {
        match self.line(&wrong.keys) {
            Some(line) => wrong.error.note(format!("in `{FILE}`:{line}")),
            None => wrong.error.note(format!("in `{FILE}`")),
        }
    }
}

/// Fails unless a value is a list of texts or numbers.
pub(super) fn check_list(table: &dyn TableLike, key: &str) -> Result<()> {
    let Some(item) = table.get(key) else {
        return Ok(());
    };
    let is_plain = |value: &Value| value.is_str() || value.is_integer();
    if item
        .as_array()
        .is_some_and(|list| list.iter().all(is_plain))
    {
        return Ok(());
    }
    let found = item.to_string();
    let example = if key == "paths" {
        "\"legacy/\""
    } else {
        "5, \"dns-tls\""
    };
    let fact = format!(
        "`ignore.{key}` holds `{}`, which is no list of {key}",
        found.trim()
    );
    Err(Error::new(fact).help(format!("write a list: `{key} = [{example}]`")))
}
