//! What the user leaves out, in `fixup.toml`: `[ignore]` names paths and issues, `[[ignore]]` one finding with a reason, until a
//! day perhaps.

use std::fmt;

use time::{Date, Month, OffsetDateTime};
use toml_edit::{Item, TableLike};

use super::parameters::{FILE, Values};
use crate::edit::line_number;
use crate::error::{Error, Result};
use crate::patch::kinds::check_list;

/// What is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignored {
    /// Patterns for paths.
    pub paths: Vec<String>,
    /// Issues, by number or name.
    pub issues: Vec<String>,
    /// Single findings.
    pub findings: Vec<Entry>,
}

/// An `[[ignore]]` of one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The issue, by number or name.
    pub issue: String,
    /// The path of the service.
    pub service: String,
    /// Why it is left out.
    pub reason: String,
    /// The last day.
    pub until: Option<Day>,
    /// The line of `fixup.toml`.
    pub line: usize,
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(Date);

impl Day {
    /// Whether it is over everywhere that counts in UTC.
    #[must_use]
    pub fn is_over(self) -> bool {
        self.0 < OffsetDateTime::now_utc().date()
    }

    fn of(item: &Item) -> Option<Self> {
        let text = match item.as_str() {
            Some(text) => text.parse::<toml_edit::Datetime>().ok(),
            None => item.as_datetime().copied(),
        };
        let day = text?.date?;
        let month = Month::try_from(day.month).ok()?;
        Date::from_calendar_date(day.year.into(), month, day.day)
            .ok()
            .map(Self)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.0.year(), u8::from(self.0.month()), self.0.day());
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// The keys of an entry.
const KEYS: &[&str] = &["issue", "service", "reason", "until", "paths", "issues"];

impl Values {
    /// What is left out, whichever way it is written.
    #[must_use]
    pub fn ignored(&self) -> Ignored {
        let mut all = self.ignored.clone();
        if let Some(table) = self.table.get("ignore").and_then(Item::as_table_like) {
            all.paths.extend(list(table, "paths"));
            all.issues.extend(list(table, "issues"));
        }
        all
    }
}

impl Ignored {
    /// The entries `[[ignore]]` of a text.
    pub(super) fn entries(entries: &Item, text: &str) -> Result<Self> {
        let mut ignored = Self::default();
        for table in entries.as_array_of_tables().into_iter().flatten() {
            let line = table.span().map_or(1, |span| line_number(text, span.start));
            let at = |error: Error| error.note(format!("in `[[ignore]]` at `{FILE}`:{line}"));
            if let Some((key, _)) = table.iter().find(|(key, _)| !KEYS.contains(key)) {
                let error = Error::new(format!("there is no value `{key}`"));
                return Err(at(error).help(format!("values are: {}", KEYS.join(", "))));
            }
            for key in ["paths", "issues"] {
                check_list(table, key).map_err(at)?;
            }
            if table.contains_key("paths") || table.contains_key("issues") {
                ignored.paths.extend(list(table, "paths"));
                ignored.issues.extend(list(table, "issues"));
            }
            if table.contains_key("issue")
                || !table.contains_key("paths") && !table.contains_key("issues")
            {
                ignored.findings.push(entry(table, line).map_err(at)?);
            }
        }
        Ok(ignored)
    }
}

fn entry(table: &dyn TableLike, line: usize) -> Result<Entry> {
    let text = |key: &str, help: &str| {
        let item = table.get(key).and_then(Item::as_value);
        let text = item.map(plain).filter(|text| !text.trim().is_empty());
        text.ok_or_else(|| Error::new(format!("`{key}` is missing")).help(help))
    };
    let until = table.get("until").map(|item| {
        Day::of(item).ok_or_else(|| {
            let found = item.to_string();
            Error::new(format!("`until` holds `{}`, which is no day", found.trim()))
                .help("a day is such as `2027-01-31`")
        })
    });
    let service = text(
        "service",
        "name the path of the service, `.` for the repository itself",
    )?;
    let service = service.trim_end_matches('/').trim_start_matches("./");
    Ok(Entry {
        issue: text(
            "issue",
            "name the issue by number or name: `issue = \"cors-allowlist\"`",
        )?,
        service: if service.is_empty() {
            ".".to_owned()
        } else {
            service.to_owned()
        },
        reason: text("reason", "say why it is left out: `reason = \"…\"`")?,
        until: until.transpose()?,
        line,
    })
}

fn list(table: &dyn TableLike, key: &str) -> Vec<String> {
    let items = table.get(key).and_then(Item::as_array);
    items.into_iter().flatten().map(plain).collect()
}

/// A value as a text: 5 and "5" are the same issue.
fn plain(value: &toml_edit::Value) -> String {
    let text = value.as_str().map(str::to_owned);
    text.unwrap_or_else(|| value.to_string().trim().to_owned())
}
