//! The text of `fixup.toml` with values that were missing: what stands there stays as it is.

use toml_edit::{DocumentMut, Item, Key, RawString, Table, Value};

use crate::edit::line_number;
use crate::error::{Error, Result};
use crate::patch::kinds::Wrong;
use crate::patch::parameters::{FILE, Values, not_toml};

/// A value that is missing.
#[derive(Clone, Debug)]
pub struct Missing {
    /// The parts of its key.
    pub key: Vec<String>,
    /// What it is, as a question.
    pub question: String,
    /// What the tree tells.
    pub told: Option<String>,
    /// What was answered.
    pub answer: Option<Value>,
}

/// What stands at the top of a new file.
const HEAD: &str = "# Values that no code tells, for fixup. Each of them may be left out.\n";

impl Values {
    /// What the user calls the project.
    #[must_use]
    pub fn project(&self) -> Option<String> {
        let named = self.get(&["project", "name"])?.as_str()?;
        Some(named.to_owned())
    }

    /// The address that the user wants alarms at.
    #[must_use]
    pub fn alerts(&self) -> Option<String> {
        let named = self.get(&["alerts", "email"])?.as_str()?;
        Some(named.to_owned())
    }

    /// Fails on a name that cannot be that of a folder, a secret and a log group alike.
    fn check_project(&self) -> std::result::Result<(), Wrong> {
        let Some(name) = self.get(&["project", "name"]) else {
            return Ok(());
        };
        let given = name.as_str().unwrap_or_default();
        if is_project(given) {
            return Ok(());
        }
        let fact = format!(
            "`project.name` holds `{}`, which cannot be the name of a folder and of what Terraform makes",
            name.to_string().trim()
        );
        let slug = slug(given);
        let slug = if slug.is_empty() { "healthcare" } else { &slug };
        let error = Error::new(fact).help(format!(
            "it begins with a letter and has small letters, digits and `-`, such as `{slug}`"
        ));
        Err(Wrong::at(error, &["project", "name"]))
    }

    /// Fails on a port that is no number, and on an address that nobody can be mailed at.
    pub(super) fn check_plain(&self) -> std::result::Result<(), Wrong> {
        self.check_project()?;
        let services = self.get(&["services"]).and_then(Item::as_table_like);
        for (name, service) in services.into_iter().flat_map(|it| it.iter()) {
            let Some(port) = service.get("port") else {
                continue;
            };
            let number = port.as_integer().filter(|it| (1..=65535).contains(it));
            if number.is_none() {
                let found = port.to_string();
                let fact = format!(
                    "`services.{name}.port` holds `{}`, which is no port",
                    found.trim()
                );
                let error = Error::new(fact).help("a port is a number from 1 to 65535");
                return Err(Wrong::at(error, &["services", name, "port"]));
            }
        }
        let Some(email) = self.get(&["alerts", "email"]) else {
            return Ok(());
        };
        let parts = email.as_str().and_then(|it| it.split_once('@'));
        let is_address = parts.is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !email.to_string().trim().contains([' ', ','])
        });
        if is_address {
            return Ok(());
        }
        let fact = format!(
            "`alerts.email` holds `{}`, which is no address",
            email.to_string().trim()
        );
        let error = Error::new(fact).help("an address is such as `ops@example.com`");
        Err(Wrong::at(error, &["alerts", "email"]))
    }

    /// Whether a service is given a domain and nothing else.
    #[must_use]
    pub fn has_domain_alone(&self, service: &str) -> bool {
        let given = self.get(&["services", service]);
        let given = given.and_then(Item::as_table_like);
        given.is_some_and(|it| it.len() == 1 && it.contains_key("domain"))
    }

    /// The names of services that something is given for, each with its line in the file.
    #[must_use]
    pub fn services(&self) -> Vec<(String, Option<usize>)> {
        let services = self.get(&["services"]).and_then(Item::as_table_like);
        let of = |table: &dyn toml_edit::TableLike, name: &str| {
            let span = table.get_key_value(name)?.0.span()?;
            Some(line_number(&self.text, span.start))
        };
        let named = services.into_iter().flat_map(|table| {
            let names = table.iter().map(|(name, _)| name.to_owned());
            names.map(move |name| (name.clone(), of(table, &name)))
        });
        named.collect()
    }

    /// A value as it was given, by the parts of its key; origins are a list.
    #[must_use]
    pub fn value(&self, key: &[String]) -> Option<Value> {
        let keys: Vec<&str> = key.iter().map(String::as_str).collect();
        let given = self.get(&keys)?.as_value()?.clone();
        let origins = self.origins().ok().flatten();
        Some(match origins.filter(|_| keys == ["cors", "origins"]) {
            Some(origins) => Value::from_iter(origins),
            None => given.decorated(" ", ""),
        })
    }
}

fn is_project(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    name.starts_with(|it: char| it.is_ascii_lowercase())
        && !name.ends_with('-')
        && name.bytes().all(is_part)
}

/// A name as a project is called: `Healthcare POC` as `healthcare-poc`; empty where nothing of it can stay.
#[must_use]
pub fn slug(name: &str) -> String {
    let name = name.to_lowercase();
    let words = name.split(|it: char| !it.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|it| !it.is_empty()).collect();
    let slug = words.join("-");
    slug.trim_start_matches(|it: char| !it.is_ascii_lowercase())
        .to_owned()
}

impl Missing {
    /// What the tree tells, else what such a value may look like.
    fn example(&self) -> String {
        if let Some(told) = &self.told {
            return format!("\"{told}\"");
        }
        let key: Vec<&str> = self.key.iter().map(String::as_str).collect();
        match key[..] {
            ["services", name, "domain"] => {
                let own = slug(name);
                let own = if own.is_empty() { "api" } else { &own };
                format!("\"{own}.example.com\"")
            }
            [.., "email"] => "\"ops@example.com\"".to_owned(),
            [.., "origins"] => "[\"https://app.example.com\"]".to_owned(),
            _ => "\"\"".to_owned(),
        }
    }
}

/// `text` with all that was answered; in a new file the rest stands as comments.
///
/// # Errors
/// A text that is no TOML, and a key below something that is no table.
pub fn with(text: Option<&str>, missing: &[Missing]) -> Result<String> {
    let before = text.unwrap_or_default();
    let mut document: DocumentMut = before.parse().map_err(|error| not_toml(before, &error))?;
    for it in missing {
        if let Some(answer) = &it.answer {
            add(&mut document, it, answer)?;
        }
    }
    let said = document.to_string();
    if text.is_some() {
        return Ok(said);
    }
    let mut new = format!("{HEAD}\n{}", said.trim_start());
    let mut table = "";
    let keys: Vec<String> = missing
        .iter()
        .map(|it| dotted(&it.key[..it.key.len() - 1]))
        .collect();
    for (it, own) in missing
        .iter()
        .zip(&keys)
        .filter(|(it, _)| it.answer.is_none())
    {
        if table != own {
            let gap = if new.ends_with("\n\n") { "" } else { "\n" };
            new += &format!("{gap}# [{own}]\n");
            table = own;
        }
        let name = it.key.last().map_or("", String::as_str);
        new += &format!("# {}\n# {name} = {}\n", it.question, it.example());
    }
    Ok(new)
}

fn add(document: &mut DocumentMut, missing: &Missing, answer: &Value) -> Result<()> {
    let no_table = || {
        Error::new(format!(
            "`{}` of `{FILE}` has no place",
            dotted(&missing.key)
        ))
        .note("something above it is no table")
    };
    let (name, folders) = missing.key.split_last().ok_or_else(no_table)?;
    let is_first = document.is_empty();
    let mut table: &mut dyn toml_edit::TableLike = document.as_table_mut();
    let mut is_inline = false;
    for (depth, folder) in folders.iter().enumerate() {
        if !table.contains_key(folder) {
            let mut new = Table::new();
            new.set_implicit(depth + 1 < folders.len());
            new.decor_mut().set_prefix(if is_first { "" } else { "\n" });
            table.insert(folder, Item::Table(new));
        }
        let item = table.get_mut(folder).ok_or_else(no_table)?;
        is_inline |= item.is_inline_table();
        table = item.as_table_like_mut().ok_or_else(no_table)?;
    }
    table.insert(name, Item::Value(answer.clone()));
    if !is_inline && let Some(mut key) = table.key_mut(name) {
        let comment = RawString::from(format!("# {}\n", missing.question));
        key.leaf_decor_mut().set_prefix(comment);
    }
    Ok(())
}

/// A key as it is written: `services."apps/web"`
fn dotted(key: &[String]) -> String {
    let parts = key.iter().map(|part| Key::new(part).to_string());
    parts.collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::{Missing, is_project, slug, with};
    use crate::patch::parameters::Values;

    #[test]
    fn a_project_is_called_as_folders_and_secrets_can_be() {
        for name in ["healthcare", "healthcare-poc", "a1"] {
            assert!(is_project(name), "{name}");
            assert_eq!(slug(name), name);
        }
        for (name, called) in [
            ("Healthcare POC", "healthcare-poc"),
            ("2nd_try", "nd-try"),
            ("a-", "a"),
            ("$(id)", "id"),
            ("", ""),
        ] {
            assert!(!is_project(name), "{name}");
            assert_eq!(slug(name), called);
        }
    }

    fn missing(key: &[&str], answer: Option<&str>) -> Missing {
        Missing {
            key: key.iter().map(|it| (*it).to_owned()).collect(),
            question: format!("What is {}?", key[key.len() - 1]),
            told: None,
            answer: answer.map(Into::into),
        }
    }

    #[test]
    fn a_new_file_holds_answers_and_comments() {
        let all = [
            missing(&["services", "apps/web", "domain"], Some("acme.io")),
            missing(&["services", "api", "domain"], None),
            missing(&["alerts", "email"], None),
        ];
        let wanted = "# Values that no code tells, for fixup. Each of them may be left out.\n\n\
            [services.\"apps/web\"]\n# What is domain?\ndomain = \"acme.io\"\n\n\
            # [services.api]\n# What is domain?\n# domain = \"api.example.com\"\n\n\
            # [alerts]\n# What is email?\n# email = \"ops@example.com\"\n";
        assert_eq!(with(None, &all).expect("TOML"), wanted);
        let read: toml_edit::DocumentMut = wanted.parse().expect("TOML");
        assert_eq!(
            read["services"]["apps/web"]["domain"].as_str(),
            Some("acme.io")
        );
    }

    #[test]
    fn ports_are_numbers_and_addresses_have_hosts() {
        let set = |assignment: &str| Values::default().set(assignment).is_ok();
        assert!(set("services.api.port=3000") && set("alerts.email=ops@acme.io"));
        for wrong in [
            "services.api.port=http",
            "services.api.port=0",
            "services.api.port=70000",
            "alerts.email=ops",
            "alerts.email=@acme.io",
            "alerts.email=a@acme.io,b@acme.io",
        ] {
            assert!(!set(wrong), "{wrong}");
        }
    }

    #[test]
    fn nothing_else_of_a_file_changes() {
        let text = "# ours\n[services.api]   # the API\ndomain='api.acme.io'\n\n[ignore]\nissues = [ 8,9 ]\n";
        let all = [
            missing(&["services", "web", "domain"], Some("acme.io")),
            missing(&["services", "api", "port"], Some("1")),
            missing(&["alerts", "email"], None),
        ];
        let new = with(Some(text), &all).expect("TOML");
        let mut rest = new.lines();
        assert!(
            text.lines().all(|line| rest.any(|own| own == line)),
            "{new}"
        );
        assert!(
            new.contains("[services.web]\n# What is domain?\ndomain = \"acme.io\"\n"),
            "{new}"
        );
        assert_eq!(with(Some(text), &all[2..]).expect("TOML"), text);
    }
}
