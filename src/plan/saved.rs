//! A plan as a file: what was reviewed is what is applied. It holds whole texts, secrets among them, so it is readable by
//! its owner only.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::new_file::NewFile;
use super::{FileChange, Fix, changes};
use crate::error::{Error, Result};
use crate::patch::Catalogue;
use crate::patch::parameters::Values;

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
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedFix {
    /// The issue's number.
    pub issue: u8,
    /// The issue's name.
    pub name: String,
    /// The service's path.
    pub service: String,
    /// Its stack; plans of before do not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stack: Option<String>,
    /// The values that it was planned with; those that were missing are null.
    pub parameters: BTreeMap<String, serde_json::Value>,
}

/// What happens to one file.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(tag = "action", rename_all = "lowercase", deny_unknown_fields)]
enum SavedFile {
    Create {
        path: String,
        mode: Mode,
        after: String,
    },
    Edit {
        path: String,
        mode: Mode,
        before: String,
        after: String,
    },
}

/// A mode as git knows them. That of an edited file is what it was at planning; the file keeps the one that it has.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
enum Mode {
    #[serde(rename = "100644")]
    Plain,
    #[serde(rename = "100755")]
    Executable,
}

impl From<bool> for Mode {
    fn from(executable: bool) -> Self {
        if executable {
            Self::Executable
        } else {
            Self::Plain
        }
    }
}

impl SavedFile {
    fn of(root: &Path, change: &FileChange) -> Self {
        let (path, after) = (change.path.clone(), change.after.to_string());
        match &change.before {
            None => Self::Create {
                mode: change.executable().into(),
                path,
                after,
            },
            Some(before) => {
                let data = fs::metadata(root.join(&path));
                let mode = data
                    .is_ok_and(|data| data.permissions().mode() & 0o100 != 0)
                    .into();
                Self::Edit {
                    mode,
                    path,
                    before: before.to_string(),
                    after,
                }
            }
        }
    }

    fn change(&self) -> FileChange {
        let (path, before, after) = match self {
            Self::Create { path, after, .. } => (path, None, after),
            Self::Edit {
                path,
                before,
                after,
                ..
            } => (path, Some(Arc::from(&**before)), after),
        };
        FileChange {
            path: path.clone(),
            before,
            after: Arc::from(&**after),
        }
    }

    /// Whether the mode of a new file is the one that it will get: a file with `#!` can be run.
    fn has_its_mode(&self) -> bool {
        match self {
            Self::Create { mode, .. } => *mode == self.change().executable().into(),
            Self::Edit { .. } => true,
        }
    }
}

impl SavedPlan {
    /// The plan of all fixes.
    #[must_use]
    pub fn of(fixes: &[Fix], catalogue: &Catalogue, values: &Values) -> Self {
        let Some((first, last)) = fixes.first().zip(fixes.last()) else {
            return Self::default();
        };
        let root = first.before.tree().root();
        let changed = changes(&first.before, &last.after);
        Self {
            fixes: fixes
                .iter()
                .map(|fix| SavedFix::of(fix, catalogue, values))
                .collect(),
            files: changed
                .iter()
                .map(|change| SavedFile::of(root, change))
                .collect(),
            secrets: last.after.secrets().map(str::to_owned).collect(),
            ..Self::default()
        }
    }

    /// The files that it changes, in order of path.
    #[must_use]
    pub fn changes(&self) -> Vec<FileChange> {
        self.files.iter().map(SavedFile::change).collect()
    }

    /// What it fixes, a line each, for the list of records.
    #[must_use]
    pub fn subjects(&self) -> Vec<String> {
        let subject = |fix: &SavedFix| format!("{} {} in {}", fix.issue, fix.name, fix.service);
        self.fixes.iter().map(subject).collect()
    }

    /// Writes the plan to a new file or over an old one, readable by its owner only.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).expect("a plan is plain data");
        let mut file = NewFile::at(path, 0o600)?;
        file.write(|out| writeln!(out, "{text}"))?;
        file.keep()
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
        Self::parse(&text).map_err(|why| {
            Error::new(format!("`{shown}` is no plan that this fixup can apply"))
                .note(why)
                .help("make it anew with `fixup plan --out FILE`")
        })
    }

    /// The plan that a text holds, or why it holds none. The reason shows nothing of the text: it may be secret.
    ///
    /// # Errors
    /// Text that is no plan.
    pub fn parse(text: &str) -> std::result::Result<Self, String> {
        let plan: Self = serde_json::from_str(text).map_err(|error| {
            let what = if error.is_data() {
                "this has no place in a plan"
            } else {
                "this is not JSON"
            };
            format!("line {}, column {}: {what}", error.line(), error.column())
        })?;
        if plan.version != VERSION {
            return Err(format!(
                "it has the version {}, and this fixup knows {VERSION}",
                plan.version
            ));
        }
        if !plan.files.iter().all(SavedFile::has_its_mode) {
            return Err(
                "a new file is executable if it begins with `#!`, and only then".to_owned(),
            );
        }
        Ok(plan)
    }
}

impl Default for SavedPlan {
    /// The plan that changes nothing.
    fn default() -> Self {
        Self {
            version: VERSION,
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            fixes: Vec::new(),
            files: Vec::new(),
            secrets: Vec::new(),
        }
    }
}

impl SavedFix {
    fn of(fix: &Fix, catalogue: &Catalogue, values: &Values) -> Self {
        let finding = &fix.finding;
        let patch = catalogue.patch(finding.issue);
        let used = patch.map(|patch| values.of(patch)).unwrap_or_default();
        let plain = |value| serde_json::to_value(value).unwrap_or_default();
        Self {
            issue: finding.issue,
            name: finding.name.clone(),
            service: finding.service.clone(),
            stack: Some(finding.stack.clone()),
            parameters: used
                .into_iter()
                .map(|(name, value)| (name, plain(value)))
                .collect(),
        }
    }
}
