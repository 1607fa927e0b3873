//! Values that no code can tell: from `fixup.toml` at the root of the repository, from `--set`, and from answers.
//! A value that is missing stays missing; nothing is made up.

use std::collections::BTreeMap;
use std::path::Path;

use minijinja::Value;
use toml_edit::{Document, Item, Table};

use super::ignored::Ignored;
use super::kinds::Wrong;
use super::{Parameter, Patch, domains};
use crate::edit::{line_number, line_start};
use crate::error::{Error, Result};
use crate::tree::disk;

/// The name of the file with the user's values.
pub const FILE: &str = "fixup.toml";

/// Values by their dotted keys.
#[derive(Clone, Debug, Default)]
pub struct Values {
    pub(super) table: Table,
    pub(super) ignored: Ignored,
    /// The text of the file, for places.
    pub(super) text: String,
}

/// The keys of `fixup.toml`, with `*` for the path of a service; anything else is a typing mistake.
const KEYS: &[&str] = &[
    "project.name",
    "project.region",
    "project.environment",
    "environments.production",
    "services.*.domain",
    "services.*.port",
    "services.*.image",
    "cors.origins",
    "alerts.email",
    "ignore.paths",
    "ignore.issues",
];

/// Where a text is no TOML, and why, without showing any of it: it may be a file of something else.
pub(super) fn not_toml(text: &str, error: &toml_edit::TomlError) -> Error {
    let at = error.span().map_or(0, |span| span.start);
    let start = line_start(text, at.min(text.len()));
    let column = text
        .get(start..at)
        .map_or(0, |before| before.chars().count());
    let place = format!("{}:{}", line_number(text, at.min(text.len())), column + 1);
    let error = Error::new(format!("`{FILE}` is not TOML at {place}")).note(error.message());
    if text.contains("[ignore]") && text.contains("[[ignore]]") {
        return error.help("`[ignore]` and `[[ignore]]` cannot stand in one file: write `[[ignore]]` with `paths` or `issues` instead of `[ignore]`");
    }
    error
}

/// The key of all domains, for one answer.
pub const DOMAINS: &str = "services.*.domain";

impl Values {
    /// Reads `fixup.toml` below `root`, if there is one.
    ///
    /// # Errors
    /// A file that cannot be read or is no TOML, and a section that does not exist.
    pub fn read(root: &Path) -> Result<Self> {
        let wrong = |why: String| Error::new(format!("`{FILE}` {why}"));
        let read = disk::below(root, FILE, disk::LARGEST_SETTINGS).map_err(wrong)?;
        let Some(bytes) = read else {
            return Ok(Self::default());
        };
        let text = String::from_utf8(bytes).map_err(|_| wrong("is not UTF-8".to_owned()))?;
        let document = Document::parse(&*text).map_err(|error| not_toml(&text, &error))?;
        let mut values = Self {
            table: document.as_table().clone(),
            ignored: Ignored::default(),
            text: text.clone(),
        };
        // entries have reasons and dates, and are no values
        let entries = values
            .table
            .get("ignore")
            .is_some_and(Item::is_array_of_tables);
        let entries = entries.then(|| values.table.remove("ignore")).flatten();
        if let Some(entries) = entries {
            values.ignored = Ignored::entries(&entries, &text)?;
        }
        values.check().map_err(|wrong| values.placed(wrong))?;
        Ok(values)
    }

    /// Fails on a key that nobody reads, and on a value that cannot be right.
    fn check(&self) -> std::result::Result<(), Wrong> {
        let mut paths = Vec::new();
        leaves(&self.table, &mut Vec::new(), &mut paths);
        if let Some(unknown) = paths.iter().find(|path| !is_known(path)) {
            let known: Vec<&str> = KEYS.iter().map(|key| key.trim_end_matches(".*")).collect();
            let error = Error::new(format!("there is no value `{}`", unknown.join(".")));
            return Err(Wrong {
                error: error.help(format!("values are: {}", known.join(", "))),
                keys: unknown.clone(),
            });
        }
        self.check_kinds()?;
        self.check_domains()
            .map_err(|wrong| Wrong::at(wrong.error, &["services", &wrong.service, "domain"]))?;
        self.check_plain()?;
        let origins = self.origins().map(drop);
        origins.map_err(|error| Wrong::at(error, &["cors", "origins"]))
    }

    fn check_domains(&self) -> std::result::Result<(), domains::Wrong> {
        domains::check(&self.domains())
    }

    /// The domain of each service that was given one, by the name that it was given for.
    #[must_use]
    pub fn domains(&self) -> BTreeMap<String, String> {
        let services = self.table.get("services").and_then(Item::as_table_like);
        let services = services.into_iter().flat_map(|it| it.iter());
        let domain = |(name, service): (&str, &Item)| {
            let domain = service.get("domain")?;
            let text = domain.as_str().map(str::to_owned);
            Some((name.to_owned(), text.unwrap_or_else(|| domain.to_string())))
        };
        services.filter_map(domain).collect()
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
        if key.trim() == DOMAINS {
            for (service, domain) in domains::pairs(value)? {
                let service = toml_edit::Key::new(service);
                self.set(&format!("services.{service}.domain={domain:?}"))?;
            }
            return Ok(());
        }
        let value = value.trim();
        let value: toml_edit::Value = value.parse().unwrap_or_else(|_| value.into());
        let keys = toml_edit::Key::parse(key.trim()).map_err(|_| problem())?;
        let (last, folders) = keys.split_last().ok_or_else(problem)?;
        let mut table = &mut self.table;
        for folder in folders {
            let item = table
                .entry(folder.get())
                .or_insert_with(|| Item::Table(Table::new()));
            table = item.as_table_mut().ok_or_else(problem)?;
        }
        table.insert(last.get(), Item::Value(value));
        self.check()
            .map_err(|wrong| wrong.error.note(format!("in `--set {assignment}`")))
    }

    /// The value of a parameter for templates; `None` where nobody has given one.
    #[must_use]
    pub fn parameter(&self, parameter: &Parameter) -> Option<Value> {
        if parameter.key == "cors.origins" {
            let given = self.origins().ok().flatten();
            return given.or_else(|| self.origins_of_domains()).map(Value::from);
        }
        if parameter.key == DOMAINS {
            let domains: Vec<String> = self.domains().into_values().collect();
            return (!domains.is_empty()).then(|| Value::from(domains));
        }
        let keys: Vec<&str> = parameter.key.split('.').collect();
        self.get(&keys).and_then(to_value)
    }

    /// The folder or file that the user calls production.
    #[must_use]
    pub fn production(&self) -> Option<String> {
        let named = self.get(&["environments", "production"])?.as_str()?;
        Some(named.trim_end_matches('/').to_owned())
    }

    /// The origins that were given: a list, or one text with commas.
    pub(super) fn origins(&self) -> Result<Option<Vec<String>>> {
        let Some(item) = self.get(&["cors", "origins"]) else {
            return Ok(None);
        };
        let wrong = |found: &str| {
            Error::new(format!(
                "`cors.origins` holds `{found}`, which is no origin"
            ))
            .help("an origin is a scheme and a host, such as `https://app.example.com`")
        };
        let texts: Vec<String> = match item {
            Item::Value(toml_edit::Value::String(text)) => text
                .value()
                .split(',')
                .map(|part| part.trim().to_owned())
                .collect(),
            Item::Value(toml_edit::Value::Array(items)) => {
                let text = |value: &toml_edit::Value| {
                    value
                        .as_str()
                        .map(str::to_owned)
                        .ok_or_else(|| wrong(value.to_string().trim()))
                };
                items.iter().map(text).collect::<Result<_>>()?
            }
            other => return Err(wrong(other.to_string().trim())),
        };
        let plain = texts
            .iter()
            .map(|text| text.trim_end_matches('/').to_owned())
            .filter(|text| !text.is_empty());
        let origins: Vec<String> = plain.collect();
        match origins.iter().find(|origin| !is_origin(origin)) {
            Some(found) => Err(wrong(found)),
            None => Ok(Some(origins)),
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
    fn origins_of_domains(&self) -> Option<Vec<String>> {
        let services = self.table.get("services")?.as_table_like()?;
        let domains = services
            .iter()
            .filter_map(|(_, service)| service.get("domain")?.as_str());
        let origins: Vec<String> = domains.map(|domain| format!("https://{domain}")).collect();
        (!origins.is_empty()).then_some(origins)
    }

    pub(super) fn get(&self, keys: &[&str]) -> Option<&Item> {
        let (first, rest) = keys.split_first()?;
        rest.iter()
            .try_fold(self.table.get(first)?, |item, key| item.get(key))
    }
}

/// The paths of all values, services by their own path.
fn leaves(table: &dyn toml_edit::TableLike, at: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    for (key, item) in table.iter() {
        at.push(key.to_owned());
        match item.as_table_like() {
            Some(inner) => leaves(inner, at, paths),
            None => paths.push(at.clone()),
        }
        at.pop();
    }
}

fn is_known(path: &[String]) -> bool {
    let fits = |key: &&str| {
        let parts: Vec<&str> = key.split('.').collect();
        parts.len() == path.len()
            && parts
                .iter()
                .zip(path)
                .all(|(part, name)| *part == "*" || part == name)
    };
    KEYS.iter().any(fits)
}

/// A scheme and a host, with a port perhaps; `*` would be everybody.
fn is_origin(text: &str) -> bool {
    let host = text
        .split_once("://")
        .filter(|(scheme, _)| matches!(*scheme, "http" | "https"))
        .map(|(_, host)| host);
    host.is_some_and(|host| {
        !host.is_empty()
            && host
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b))
    })
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
    fn one_answer_gives_all_domains() {
        let mut values = Values::default();
        let answer = "services.*.domain=api=api.example.com, apps/web = app.example.com";
        values.set(answer).expect("pairs");
        let found = values.domains();
        let wanted = [("api", "api.example.com"), ("apps/web", "app.example.com")];
        assert!(found.iter().map(|(a, b)| (&**a, &**b)).eq(wanted));
        assert!(values.set("services.*.domain=api.example.com").is_err());
    }

    #[test]
    fn origins_are_a_list_and_never_everybody() {
        let origins = |assignment: &str| {
            let mut values = Values::default();
            values.set(assignment).map(|()| {
                values
                    .origins()
                    .expect("it was checked")
                    .unwrap_or_default()
            })
        };
        let wanted = [
            "https://a.example.com".to_owned(),
            "http://b.example.com:8080".to_owned(),
        ];
        assert_eq!(
            origins("cors.origins=https://a.example.com/, http://b.example.com:8080")
                .expect("a list"),
            wanted
        );
        assert!(
            [
                "cors.origins=*",
                "cors.origins=5",
                "cors.origins=[5]",
                "cors.origins=a.example.com"
            ]
            .iter()
            .all(|wrong| origins(wrong).is_err())
        );
    }

    #[test]
    fn set_refuses_what_is_no_assignment_and_unknown_keys() {
        let mut values = Values::default();
        assert!(values.set("cors.origins").is_err());
        assert!(
            values
                .set("crs.origins=1")
                .expect_err("unknown")
                .to_string()
                .contains("values are")
        );
    }
}
