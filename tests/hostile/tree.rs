//! A tree to look at, and how a run on it ends.

use std::fs;
use std::io::Read;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

pub(crate) const MANIFEST: &str = r#"{
  "name": "shop",
  "main": "app.js",
  "scripts": { "start": "node app.js" },
  "dependencies": { "cors": "^2.8.5", "express": "^4.18.2" }
}
"#;

pub(crate) const APP: &str = r#"const express = require("express");
const cors = require("cors");

const app = express();
app.use(cors());
app.get("/orders", (req, res) => res.json([]));

app.listen(3000);
"#;

pub(crate) const REQUIREMENTS: &str = "fastapi==0.110.0\nuvicorn==0.29.0\n";

pub(crate) const MAIN: &str = r#"from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)


@app.get("/orders")
def orders():
    return []
"#;

pub(crate) const TERRAFORM: &str = r#"provider "aws" {
  region = "eu-west-1"
}

resource "aws_instance" "app" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"
}
"#;

/// A run takes a second or two; longer than this it hangs.
const LIMIT: Duration = Duration::from_mins(2);

pub(crate) struct Tree {
    folder: TempDir,
    pub(crate) root: PathBuf,
}

#[derive(Debug)]
pub(crate) struct Ended {
    /// None for a signal.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Tree {
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = TempDir::with_prefix("fixup-hostile-").expect("a temporary folder");
        let root = folder.path().join("tree");
        fs::create_dir(&root).expect("it was just made");
        let tree = Self { folder, root };
        for (path, text) in files {
            tree.write(path, text);
        }
        tree
    }

    pub(crate) fn express() -> Self {
        Self::with(&[("package.json", MANIFEST), ("app.js", APP)])
    }

    pub(crate) fn fastapi() -> Self {
        Self::with(&[("requirements.txt", REQUIREMENTS), ("main.py", MAIN)])
    }

    /// The folder around it: outside of the tree.
    pub(crate) fn beside(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let full = self.root.join(path);
        fs::create_dir_all(full.parent().expect("it lies below the root")).expect("a folder");
        fs::write(full, text).expect("a file");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).expect("it is there")
    }

    /// What stood at `path` gives way to a link.
    pub(crate) fn link(&self, path: &str, target: impl AsRef<Path>) {
        let _ = fs::remove_file(self.root.join(path));
        symlink(target, self.root.join(path)).expect("a link");
    }

    /// What stood at `path` gives way to a pipe that nobody writes to.
    pub(crate) fn pipe(&self, path: &str) {
        let _ = fs::remove_file(self.root.join(path));
        let made = Command::new("mkfifo").arg(self.root.join(path)).status();
        assert!(made.expect("mkfifo").success());
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        let mut git = Command::new("git");
        clean(&mut git);
        let ended = git.args(arguments).current_dir(&self.root).output();
        let ended = ended.expect("git is there");
        assert!(ended.status.success(), "git {arguments:?}: {ended:?}");
    }

    /// All of it in one commit, whatever is ignored.
    pub(crate) fn commit(&self) {
        self.git(&["init", "--quiet", "--initial-branch=main"]);
        self.git(&["add", "--all", "--force"]);
        self.git(&["commit", "--quiet", "--message=start"]);
    }

    /// The program under test, to be run in the tree.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fixup"));
        command.args(arguments).current_dir(&self.root);
        clean(&mut command);
        command.env("XDG_STATE_HOME", self.beside().join("state"));
        command
    }

    /// The forms that a command has, as its help lists them: those to come, too.
    pub(crate) fn forms(&self, command: &str) -> Vec<String> {
        let help = self
            .fixup(&[command, "--help"])
            .expect(0, &["--format"])
            .stdout;
        let at = help.find("--format").expect("it is there");
        let list = help[at..]
            .split("possible values:")
            .nth(1)
            .or(help[at..].split("Possible values:").nth(1));
        let list = list.expect("the forms are listed");
        if let Some(inline) = list.split(']').next().filter(|it| !it.contains('\n')) {
            return inline.split(',').map(|it| it.trim().to_owned()).collect();
        }
        let rows = list.lines().map(str::trim).skip_while(|it| it.is_empty());
        let rows = rows.take_while(|it| !it.is_empty());
        // what a form is may take several lines
        let rows = rows.filter(|it| it.starts_with("- "));
        rows.filter_map(|row| Some(row[2..].split(':').next()?.to_owned()))
            .collect()
    }

    pub(crate) fn fixup(&self, arguments: &[&str]) -> Ended {
        ended(self.command(arguments))
    }
}

/// Runs a program to its end, which comes.
#[track_caller]
pub(crate) fn ended(mut command: Command) -> Ended {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program is there");
    let (mut stdout, mut stderr) = (child.stdout.take(), child.stderr.take());
    let all = |from: &mut dyn Read| {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let begun = Instant::now();
    thread::scope(|scope| {
        let stdout = scope.spawn(|| all(stdout.as_mut().expect("it is piped")));
        let stderr = scope.spawn(|| all(stderr.as_mut().expect("it is piped")));
        let status = loop {
            if let Some(status) = child.try_wait().expect("it is ours") {
                break status;
            }
            if begun.elapsed() > LIMIT {
                child.kill().expect("it is ours");
                panic!("{command:?} does not end");
            }
            thread::sleep(Duration::from_millis(5));
        };
        Ended {
            code: status.code(),
            stdout: stdout.join().expect("it reads"),
            stderr: stderr.join().expect("it reads"),
        }
    })
}

impl Ended {
    /// Fails unless it ended by itself, with this status and these parts in what it said.
    #[track_caller]
    pub(crate) fn expect(self, code: i32, parts: &[&str]) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        for part in parts {
            let said = self.stdout.contains(part) || self.stderr.contains(part);
            assert!(said, "no `{part}` in {}{}", self.stdout, self.stderr);
        }
        self
    }

    /// Everything that it said.
    pub(crate) fn said(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

fn clean(command: &mut Command) {
    for name in [
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "FIXUP_KILL_AT",
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
    ] {
        command.env_remove(name);
    }
    let files = ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"];
    command.envs(files.map(|name| (name, "/dev/null")));
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "A Tester");
        command.env(format!("GIT_{role}_EMAIL"), "tester@example.com");
    }
}
