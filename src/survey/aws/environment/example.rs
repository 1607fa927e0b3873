//! The values that a person has to fill in: every variable without a default that is no secret, with what the tree tells of it.

use hcl_edit::Span;
use hcl_edit::expr::Expression;

use crate::edit::hcl::Name;
use crate::survey::aws::environment::hosts::{Known, call};
use crate::survey::aws::environment::reference::{SIZE, size_of, variables};
use crate::survey::aws::environment::sought::Sought;
use crate::survey::aws::modules::capabilities::example;
use crate::survey::environments::{says_environment, words};
use crate::survey::service::{NamedAlerts, NamedProject};
use crate::survey::terraform::expressions::{label, value, variable_of, written};
use crate::tree::paths::folder;

/// A variable that the environment gets beside those of the reference.
#[derive(Clone, Debug)]
pub(super) struct NewVariable {
    pub(super) name: String,
    /// What the name does not say.
    pub(super) comment: &'static str,
    pub(super) kind: &'static str,
    /// What is said of its value.
    note: &'static str,
}

/// A line of the example: name, and value.
type Line = (String, String);

/// The variable for those who get alarms.
const ALERTS: &str = "alert_emails";

/// What of AWS does not work with every value.
const NOTES: [(&[&str], &str); 3] = [
    (
        &["ami", "ami_id", "image_id"],
        "Ubuntu 22.04 or newer, Debian 12 or newer, or Amazon Linux 2023 (not Amazon Linux 2)",
    ),
    (
        &["key_name", "key_pair", "key_pair_name", "ssh_key_name"],
        "a key pair of this region; `aws ec2 import-key-pair` makes one of your own key",
    ),
    (
        &["bucket_arns"],
        "arn:aws:s3:::NAME of each bucket that services use",
    ),
];

/// The variables that come to those of the reference. All are asked for: what nobody names would be missed in production.
pub(super) fn new_variables(sought: &Sought<'_>) -> Vec<NewVariable> {
    let text = |name: &str, comment: &'static str| NewVariable {
        name: name.to_owned(),
        comment,
        kind: "string",
        note: "",
    };
    let list = |name: &str, note: &'static str| NewVariable {
        kind: "list(string)",
        note,
        ..text(name, "")
    };
    let mut found = Vec::new();
    if sought.names.project.is_new && sought.is_named() {
        found.push(text(
            "project",
            "What everything of this system is called after",
        ));
    }
    if sought.names.region.is_new && sought.is_named() {
        found.push(text("aws_region", ""));
    }
    if sought.size.is_some() {
        let sizes = sought.hosts.iter().map(|it| &it.host.call);
        let sizes = sizes.filter(|call| sought.sized.contains(*call));
        found.extend(sizes.map(|call| text(&size_of(call), "")));
    }
    if sought
        .ours
        .get("cloudwatch")
        .is_some_and(|it| !it.is_called)
    {
        found.push(list(ALERTS, "who gets alarms; each confirms a mail of AWS"));
    }
    found.extend(sought.granted.iter().map(|name| list(name, example(name))));
    let standing = &sought.declared;
    found.retain(|it| !standing.contains(&Name::Variable(it.name.clone())));
    found
}

/// The lines of the example.
pub(super) fn lines(sought: &Sought<'_>) -> Vec<String> {
    let mut found: Vec<Line> = Vec::new();
    let mut notes: Vec<&str> = Vec::new();
    for it in &new_variables(sought) {
        let size = it.name.strip_suffix(SIZE).and_then(|_| {
            let size = known(sought, sought.size.as_deref()?)?;
            Some(fit(sought, &it.name, &size))
        });
        let named = named_project(sought).filter(|_| it.name == "project");
        let alerted = named_alerts(sought).filter(|_| it.name == ALERTS);
        let value = size.or(named).or(alerted);
        let value = value.unwrap_or_else(|| empty(it.kind).to_owned());
        found.push((it.name.clone(), value));
        notes.push(it.note);
    }
    for (source, block) in variables(sought.reference) {
        let name = label(block, 0);
        let is_dropped = sought.size.as_deref() == Some(name);
        let is_secret = value(&block.body, "sensitive").and_then(Expression::as_bool) == Some(true);
        if block.body.has_attribute("default") || is_dropped || is_secret || sought.is_secret(name)
        {
            continue;
        }
        let kind = value(&block.body, "type").map_or("string", |kind| written(source, kind));
        found.push((name.to_owned(), of_variable(sought, name, kind)));
        notes.push("");
    }
    let usual = |name: &str| {
        let mut rows = NOTES.iter();
        let row = rows.find(|(names, _)| names.contains(&name));
        row.map_or("", |(_, note)| note)
    };
    for (note, (name, _)) in notes.iter_mut().zip(&found) {
        *note = if note.is_empty() { usual(name) } else { note };
    }
    noted(&aligned(&found), &notes)
}

/// What the user calls the project, as a text.
fn named_project(sought: &Sought<'_>) -> Option<String> {
    let answers = &sought.survey.parsed.answers;
    let NamedProject(name) = answers.or_find(NamedProject::default);
    name.as_ref().map(|name| format!("\"{name}\""))
}

/// Whom the user wants to be told of alarms, as a list; none where the address would have to be escaped.
fn named_alerts(sought: &Sought<'_>) -> Option<String> {
    let answers = &sought.survey.parsed.answers;
    let NamedAlerts(email) = answers.or_find(NamedAlerts::default);
    let is_plain = |c: char| c.is_alphanumeric() || "@.+-_".contains(c);
    let email = email.as_ref().filter(|email| email.chars().all(is_plain));
    email.map(|email| format!("[\"{email}\"]"))
}

/// Lines with notes behind them, those of neighbours below each other.
fn noted(lines: &[String], notes: &[&str]) -> Vec<String> {
    let has = |at: usize| notes.get(at).is_some_and(|note| !note.is_empty());
    let mut width = 0;
    let mut done = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if has(at) && !(at > 0 && has(at - 1)) {
            let end = (at..lines.len())
                .find(|it| !has(*it))
                .unwrap_or(lines.len());
            width = lines[at..end].iter().map(String::len).max().unwrap_or(0);
        }
        done.push(if has(at) {
            format!("{line:width$} # {}", notes[at])
        } else {
            line.clone()
        });
    }
    done
}

/// A size on which production can run what compose allows its services, 1 GiB each.
fn fit(sought: &Sought<'_>, variable: &str, size: &str) -> String {
    let sizes = |known: &Known| {
        let standing = call(sought.reference, &known.host.call);
        let own = standing.and_then(|(_, block)| variable_of(value(&block.body, SIZE)?));
        own.as_deref() == Some(variable) || size_of(&known.host.call) == variable
    };
    let is_of_edge = sought.hosts.len() > 1 && {
        let mut hosts = sought.hosts.iter().filter(|known| sizes(known));
        hosts.all(|known| known.is_edge)
    };
    let text = size.trim_matches('"');
    let Some((family, of_family)) = text.rsplit_once('.') else {
        return size.to_owned();
    };
    let least = match of_family {
        "nano" | "micro" if is_of_edge || text.starts_with("db.") => "small",
        "nano" | "micro" => "medium",
        "small" if !is_of_edge && !text.starts_with("db.") => "medium",
        _ => of_family,
    };
    format!("\"{family}.{least}\"")
}

/// A value for a variable of the reference.
fn of_variable(sought: &Sought<'_>, name: &str, kind: &str) -> String {
    let has = |word: &str| words(name).any(|own| own == word);
    let listed = |texts: Vec<String>| {
        format!(
            "[{}]",
            texts
                .iter()
                .map(|text| format!("\"{text}\""))
                .collect::<Vec<_>>()
                .join(", ")
        )
    };
    let is_list = kind.starts_with("list") || kind.starts_with("set");
    if says_environment(name) {
        return format!("\"{}\"", sought.plan.word);
    }
    if has("ssh") && is_list {
        return "[]".to_owned();
    }
    if has("cidr") || has("cidrs") {
        let first = if has("private") || has("database") {
            11
        } else {
            1
        };
        return if is_list {
            listed(sought.moved.subnets(first, sought.subnets))
        } else {
            format!("\"{}\"", sought.moved.whole())
        };
    }
    let given = known(sought, name).map(|given| {
        if is_list || !is_size(given.trim_matches('"')) {
            given
        } else {
            fit(sought, name, &given)
        }
    });
    given.unwrap_or_else(|| empty(kind).to_owned())
}

/// What the reference is given, where that can be no secret: zones and sizes.
fn known(sought: &Sought<'_>, name: &str) -> Option<String> {
    let files = sought
        .values
        .iter()
        .filter(|file| folder(&file.path) == sought.reference.path);
    let mut values = files.flat_map(|file| file.body.iter().map(move |body| (file, body)));
    let (file, attribute) =
        values.find_map(|(file, body)| Some((file, body.get_attribute(name)?)))?;
    if file.path.ends_with(".json") {
        return None;
    }
    let texts: Vec<&str> = match attribute.value.as_array() {
        Some(array) => array.iter().map(|it| it.as_str()).collect::<Option<_>>()?,
        None => vec![attribute.value.as_str()?],
    };
    let is_plain = !texts.is_empty() && texts.iter().all(|text| is_zone(text) || is_size(text));
    let span = attribute.value.span()?;
    is_plain.then(|| file.text[span].to_owned())
}

/// `eu-central-1a`
fn is_zone(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let last = parts.last().copied().unwrap_or_default();
    parts.len() >= 3
        && last.len() == 2
        && last.starts_with(|c: char| c.is_ascii_digit())
        && parts[0].len() == 2
}

/// `t3.medium`, `db.t4g.micro`
fn is_size(text: &str) -> bool {
    let text = text.strip_prefix("db.").unwrap_or(text);
    let Some((family, size)) = text.split_once('.') else {
        return false;
    };
    let is_plain = |part: &str| {
        part.len() < 12
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    let sizes = ["nano", "micro", "small", "medium", "large", "xlarge"];
    is_plain(family) && is_plain(size) && sizes.iter().any(|end| size.ends_with(end))
}

fn empty(kind: &str) -> &str {
    match kind {
        "number" => "0",
        "bool" => "false",
        _ if kind.starts_with("list") || kind.starts_with("set") || kind.starts_with("tuple") => {
            "[]"
        }
        _ if kind.starts_with("map") || kind.starts_with("object") => "{}",
        _ => "\"\"",
    }
}

/// Lines with their signs of equality below each other.
pub(super) fn aligned(lines: &[Line]) -> Vec<String> {
    let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    lines
        .iter()
        .map(|(name, value)| format!("{name:width$} = {value}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{is_size, is_zone};

    #[test]
    fn zones_and_sizes_are_told_from_other_values() {
        assert!(is_zone("eu-central-1a") && is_zone("us-gov-west-1b"));
        assert!(is_size("t3.medium") && is_size("db.t4g.micro") && is_size("m5.2xlarge"));
        for text in ["hunter2.secret", "a-b-c", "key", "10.0.0.0", "db.password"] {
            assert!(!is_zone(text) && !is_size(text), "{text}");
        }
    }
}
