//! Plans made by hand, in the format of `fixup plan --out`.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// A plan of one fix.
pub(crate) struct Plan(Value);

/// A file that comes to be.
pub(crate) fn create(path: &str, after: &str) -> Value {
    let mode = if after.starts_with("#!") {
        "100755"
    } else {
        "100644"
    };
    json!({ "action": "create", "path": path, "mode": mode, "after": after })
}

/// A file that changes.
pub(crate) fn edit(path: &str, before: &str, after: &str) -> Value {
    json!({ "action": "edit", "path": path, "mode": "100644", "before": before, "after": after })
}

impl Plan {
    pub(crate) fn of(files: impl IntoIterator<Item = Value>) -> Self {
        let fix = json!({ "issue": 5, "name": "cors-allowlist", "service": ".", "parameters": {} });
        Self(json!({
            "version": 1,
            "tool": "0.1.0",
            "fixes": [fix],
            "files": files.into_iter().collect::<Vec<Value>>(),
            "secrets": [],
        }))
    }

    /// The same plan with texts that nobody may see.
    pub(crate) fn with_secrets(mut self, secrets: &[&str]) -> Self {
        self.0["secrets"] = json!(secrets);
        self
    }

    /// Saves it in `folder`; gives its path.
    pub(crate) fn save(&self, folder: &Path) -> PathBuf {
        let path = folder.join("plan.json");
        fs::write(&path, self.0.to_string()).expect("the folder can be written");
        path
    }
}
