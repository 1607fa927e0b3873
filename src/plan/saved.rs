//! A plan as a file: what was reviewed is what is applied. It holds whole texts, secrets among them, so it is readable by
//! its owner only.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{FileChange, Fix, changes};
use crate::error::{Error, Result};

/// The version of the format.
const VERSION: u32 = 1;

/// A plan that can be shown and applied anywhere the files are the same.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SavedPlan {
    version: u32,
    /// The version of fixup that made it.
    pub tool: String,
    /// The fixes, in the order in which they were planned.
    pub fixes: Vec<SavedFix>,
    files: Vec<SavedFile>,
    /// Texts that are never shown.
    #[serde(default)]
    pub secrets: Vec<String>,
}

/// One fix of a plan.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SavedFix {
    /// The issue's number.
    pub issue: u8,
    /// The issue's name.
    pub name: String,
    /// The service's path.
    pub service: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
struct SavedFile {
    path: String,
    before: Option<String>,
    after: String,
}

impl SavedPlan {
    /// The plan of all fixes.
    #[must_use]
    pub fn of(fixes: &[Fix]) -> Self {
        let ends = fixes.first().zip(fixes.last());
        let changed = ends.map_or_else(Vec::new, |(first, last)| {
            changes(&first.before, &last.after)
        });
        let files = changed.iter().map(|change| SavedFile {
            path: change.path.clone(),
            before: change.before.as_deref().map(str::to_owned),
            after: change.after.to_string(),
        });
        let row = |fix: &Fix| SavedFix {
            issue: fix.finding.issue,
            name: fix.finding.name.clone(),
            service: fix.finding.service.clone(),
        };
        Self {
            version: VERSION,
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            fixes: fixes.iter().map(row).collect(),
            files: files.collect(),
            secrets: ends.map_or_else(Vec::new, |(_, last)| {
                last.after.secrets().map(str::to_owned).collect()
            }),
        }
    }

    /// The files that it changes, in order of path.
    #[must_use]
    pub fn changes(&self) -> Vec<FileChange> {
        let change = |file: &SavedFile| FileChange {
            path: file.path.clone(),
            before: file.before.as_deref().map(Arc::from),
            after: Arc::from(file.after.as_str()),
        };
        self.files.iter().map(change).collect()
    }

    /// Writes the plan to a new file or over an old one, readable by its owner only.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let problem = |error: std::io::Error| {
            Error::new(format!("cannot write `{}`", path.display())).note(error.to_string())
        };
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(problem)?;
        let text = serde_json::to_string_pretty(self).expect("a plan is plain data");
        writeln!(file, "{text}").map_err(problem)?;
        file.as_file().sync_all().map_err(problem)?;
        file.persist(path).map_err(|error| problem(error.error))?;
        Ok(())
    }

    /// Reads a plan.
    ///
    /// # Errors
    /// A file that cannot be read, that is no plan, or that another version of fixup wrote.
    pub fn read(path: &Path) -> Result<Self> {
        let shown = path.display();
        let text = fs::read_to_string(path).map_err(|error| {
            Error::new(format!("cannot read `{shown}`")).note(error.to_string())
        })?;
        let plan: Self = serde_json::from_str(&text).map_err(|error| {
            Error::new(format!("`{shown}` is no plan of fixup"))
                .note(error.to_string())
                .help("`fixup plan --out FILE` makes one")
        })?;
        if plan.version != VERSION {
            return Err(Error::new(format!(
                "`{shown}` has the version {} of plans, and this fixup knows {VERSION}",
                plan.version
            ))
            .help("make the plan anew"));
        }
        Ok(plan)
    }
}
