//! Values that no code can tell: from `fixup.toml` at the root of the repository, from `--set`, and from answers.
//! A value that is missing stays missing; nothing is made up.

use std::collections::BTreeMap;
use std::path::Path;

use minijinja::Value;
use toml_edit::{DocumentMut, Item, Table};

use super::{Parameter, Patch};
use crate::error::{Error, Result};

/// The name of the file with the user's values.
pub const FILE: &str = "fixup.toml";

/// Values by their dotted keys.
#[derive(Clone, Debug, Default)]
pub struct Values {
    table: Table,
}

/// What `[ignore]` of `fixup.toml` leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignored {
    /// Patterns for paths.
    pub paths: Vec<String>,
    /// Issues, by number or name.
    pub issues: Vec<String>,
}

/// Top-level keys of `fixup.toml`; anything else is a typing mistake.
const SECTIONS: &[&str] = &["project", "services", "cors", "alerts", "ignore"];

impl Values {
    /// Reads `fixup.toml` below `root`, if there is one.
    ///
    /// # Errors
    /// A file that cannot be read or is no TOML, and a section that does not exist.
    pub fn read(root: &Path) -> Result<Self> {
        let path = root.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => {
                return Err(Error::new(format!("cannot read `{FILE}`")).note(error.to_string()));
            }
        };
        let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
            Error::new(format!("`{FILE}` is not TOML"))
                .note(error.to_string().trim_end().replace('\n', "\n    "))
        })?;
        let table = document.as_table().clone();
        let unknown = table
            .iter()
            .map(|(key, _)| key.to_owned())
            .find(|key| !SECTIONS.contains(&&**key));
        match unknown {
            Some(unknown) => Err(Error::new(format!(
                "`{FILE}` has an unknown section `{unknown}`"
            ))
            .help(format!("sections are: {}", SECTIONS.join(", ")))),
            None => Ok(Self { table }),
        }
    }

    /// Takes a `KEY=VALUE`: a dotted key, and a value that is TOML, else a string.
    ///
    /// # Errors
    /// A text without `=`, and a key that is none.
    pub fn set(&mut self, assignment: &str) -> Result<()> {
        let problem = || {
            Error::new(format!("`--set {assignment}` is not KEY=VALUE"))
                .help("for example `--set cors.origins='[\"https://app.example.com\"]'`")
        };
        let (key, value) = assignment.split_once('=').ok_or_else(problem)?;
        let value = value.trim();
        let value: toml_edit::Value = value.parse().unwrap_or_else(|_| value.into());
        let keys = toml_edit::Key::parse(key.trim()).map_err(|_| problem())?;
        let (last, folders) = keys.split_last().ok_or_else(problem)?;
        if !SECTIONS.contains(&folders.first().unwrap_or(last).get()) {
            return Err(Error::new(format!(
                "`--set` knows no section `{}`",
                folders.first().unwrap_or(last).get()
            ))
            .help(format!("sections are: {}", SECTIONS.join(", "))));
        }
        let mut table = &mut self.table;
        for folder in folders {
            let item = table
                .entry(folder.get())
                .or_insert_with(|| Item::Table(Table::new()));
            table = item.as_table_mut().ok_or_else(problem)?;
        }
        table.insert(last.get(), Item::Value(value));
        Ok(())
    }

    /// What `[ignore]` says.
    #[must_use]
    pub fn ignored(&self) -> Ignored {
        let list = |key: &str| -> Vec<String> {
            let items = self.get(&["ignore", key]).and_then(Item::as_array);
            items
                .into_iter()
                .flatten()
                .map(|value| {
                    value
                        .as_str()
                        .map_or_else(|| value.to_string().trim().to_owned(), str::to_owned)
                })
                .collect()
        };
        Ignored {
            paths: list("paths"),
            issues: list("issues"),
        }
    }

    /// The value of a parameter for templates; `None` where nobody has given one.
    #[must_use]
    pub fn parameter(&self, parameter: &Parameter) -> Option<Value> {
        let keys: Vec<&str> = parameter.key.split('.').collect();
        let given = self.get(&keys).and_then(to_value);
        match (given, &*parameter.key) {
            (Some(given), _) => Some(given),
            (None, "cors.origins") => self.origins_of_domains(),
            (None, _) => None,
        }
    }

    /// The parameters of a patch, by name; those that are missing are none.
    #[must_use]
    pub fn of(&self, patch: &Patch) -> BTreeMap<String, Option<Value>> {
        patch
            .parameters
            .iter()
            .map(|parameter| (parameter.name.clone(), self.parameter(parameter)))
            .collect()
    }

    /// Without a list of origins: the domains of the services, with `https://`.
    fn origins_of_domains(&self) -> Option<Value> {
        let services = self.table.get("services")?.as_table_like()?;
        let domains = services
            .iter()
            .filter_map(|(_, service)| service.get("domain")?.as_str());
        let origins: Vec<String> = domains.map(|domain| format!("https://{domain}")).collect();
        (!origins.is_empty()).then(|| Value::from(origins))
    }

    fn get(&self, keys: &[&str]) -> Option<&Item> {
        let (first, rest) = keys.split_first()?;
        rest.iter()
            .try_fold(self.table.get(first)?, |item, key| item.get(key))
    }
}

fn to_value(item: &Item) -> Option<Value> {
    match item {
        Item::Value(value) => Some(from_toml(value)),
        _ => None,
    }
}

fn from_toml(value: &toml_edit::Value) -> Value {
    match value {
        toml_edit::Value::String(text) => Value::from(text.value().as_str()),
        toml_edit::Value::Integer(number) => Value::from(*number.value()),
        toml_edit::Value::Boolean(flag) => Value::from(*flag.value()),
        toml_edit::Value::Array(items) => {
            Value::from(items.iter().map(from_toml).collect::<Vec<Value>>())
        }
        other => Value::from(other.to_string().trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn set_takes_toml_and_plain_text() {
        let mut values = Values::default();
        values
            .set("cors.origins=[\"https://a.example.com\"]")
            .expect("an array");
        values.set("project.region=eu-west-1").expect("plain text");
        assert_eq!(
            values.get(&["project", "region"]).and_then(Item::as_str),
            Some("eu-west-1")
        );
        assert_eq!(
            values
                .get(&["cors", "origins"])
                .and_then(Item::as_array)
                .map(toml_edit::Array::len),
            Some(1)
        );
    }

    #[test]
    fn set_refuses_what_is_no_assignment_and_unknown_sections() {
        let mut values = Values::default();
        assert!(values.set("cors.origins").is_err());
        assert!(
            values
                .set("crs.origins=1")
                .expect_err("unknown")
                .to_string()
                .contains("sections are")
        );
    }
}
