//! A repository of a test's own, and what commands say of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) const SERVER: &str = r#"const express = require("express");
const cors = require("cors");

const app = express();

app.use(cors({ origin: "*", credentials: true }));

app.get("/orders", (req, res) => {
  res.json([]);
});

app.listen(process.env.PORT || 3000);
"#;

pub(crate) const PACKAGE: &str = r#"{
  "name": "orders",
  "scripts": { "start": "node server.js" },
  "dependencies": { "cors": "^2.8.5", "express": "^4.19.2" }
}
"#;

const INSTANCE: &str = r#"resource "aws_instance" "app" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
}
"#;

/// What every plain service lacks besides is no matter of these tests.
pub(crate) const VALUES: &str =
    "[cors]\norigins = [\"https://app.example.com\"]\n\n[ignore]\nissues = [8, 9, 17, 20, 21]\n";

/// A service with the issues 1 and 5, and a module with the issue 2.
const SYSTEM: &[(&str, &str)] = &[
    ("api/package.json", PACKAGE),
    ("api/server.js", SERVER),
    ("fixup.toml", VALUES),
    ("infra/modules/ec2/main.tf", INSTANCE),
];

/// A folder of its own with files, removed at the end of the test.
pub(crate) struct Repository {
    pub(crate) root: TempDir,
}

impl Repository {
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let root = tempfile::tempdir().expect("a temporary folder");
        let repository = Self { root };
        for (path, text) in files {
            repository.write(path, text);
        }
        repository
    }

    /// A copy of a folder of ours.
    pub(crate) fn copied(folder: &str) -> Self {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let repository = Self::with(&[]);
        let mut open = vec![top.clone()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    open.push(path);
                    continue;
                }
                let name = path.strip_prefix(&top).expect("below").to_str();
                let text = fs::read(&path).expect("a file");
                repository.write(name.expect("UTF-8"), text);
            }
        }
        repository
    }

    pub(crate) fn system() -> Self {
        Self::with(SYSTEM)
    }

    /// The system with everything committed.
    pub(crate) fn in_git() -> Self {
        let repository = Self::system();
        repository.git(&["init", "--quiet"]);
        repository.git(&["add", "--all"]);
        repository.git(&["commit", "--quiet", "--message", "The system"]);
        repository
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root.path().join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.path().join(path)).expect("a text")
    }

    /// All files with their bytes, without git's and fixup's own.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut open = vec![self.root.path().to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(&folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                let name = path
                    .strip_prefix(self.root.path())
                    .expect("it lies below the root");
                let name = name.to_str().expect("names are UTF-8").to_owned();
                match &*name {
                    ".git" | ".fixup" => {}
                    _ if path.is_dir() => open.push(path),
                    _ => drop(files.insert(name, fs::read(&path).expect("a readable file"))),
                }
            }
        }
        files
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fixup"));
        command.args(arguments).stdin(Stdio::null());
        self.isolate(&mut command);
        command
    }

    /// Nothing of the user's own settings counts.
    pub(crate) fn isolate(&self, command: &mut Command) {
        command
            .current_dir(self.root.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CEILING_DIRECTORIES", std::env::temp_dir());
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "GIT_DIR"] {
            command.env_remove(name);
        }
    }

    pub(crate) fn fixup(&self, arguments: &[&str]) -> Ended {
        Ended::from(
            self.command(arguments)
                .output()
                .expect("the program starts"),
        )
    }

    /// Runs git, which must succeed; gives what it prints.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=test", "-c", "user.email=test@example.com"]);
        command.args(arguments);
        self.isolate(&mut command);
        let ended = Ended::from(command.output().expect("git starts"));
        assert_eq!(ended.status, 0, "git {arguments:?}: {}", ended.complaint);
        ended.said
    }

    /// The findings that a scan with these arguments reports, as `issue service state`.
    pub(crate) fn findings(&self, arguments: &[&str]) -> Vec<String> {
        let report = self.scan_as_json(arguments);
        let findings = report["findings"].as_array().expect("a list");
        findings
            .iter()
            .map(|it| format!("{} {} {}", it["issue"], it["service"], it["state"]).replace('"', ""))
            .collect()
    }

    pub(crate) fn scan_as_json(&self, arguments: &[&str]) -> Value {
        let ended = self.fixup(&[&["scan", "--format", "json"], arguments].concat());
        serde_json::from_str(&ended.said).expect("the report is JSON")
    }
}

/// What a command printed, and how it ended.
pub(crate) struct Ended {
    pub(crate) said: String,
    pub(crate) complaint: String,
    pub(crate) status: i32,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        Self {
            said: text(output.stdout),
            complaint: text(output.stderr),
            status: output.status.code().expect("it was not killed"),
        }
    }
}

impl Ended {
    /// All of it, for a snapshot.
    pub(crate) fn shown(&self) -> String {
        format!("{}{}=> {}\n", self.said, self.complaint, self.status)
    }
}

/// Compares with the reviewed text in `snapshots/command_line`.
pub(crate) fn reviewed(name: &str, shown: &str) {
    insta::with_settings!({ snapshot_path => "../../snapshots/command_line", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, shown);
    });
}
