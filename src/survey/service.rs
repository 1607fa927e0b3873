//! What is deployed on its own: a folder and the stack that it is built on.

use std::fmt;

use serde::Deserialize;

/// The kinds of services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stack {
    /// A Node service on Express.
    Express,
    /// A Python service on FastAPI.
    Fastapi,
    /// A frontend on Next.js.
    Nextjs,
    /// A tree of Terraform modules and environments.
    Terraform,
    /// The repository itself, once.
    Repository,
}

impl fmt::Display for Stack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Express => "express",
            Self::Fastapi => "fastapi",
            Self::Nextjs => "nextjs",
            Self::Terraform => "terraform",
            Self::Repository => "repository",
        })
    }
}

/// What is deployed on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The folder, relative to the root; `.` for the root itself.
    pub path: String,
    /// What it is built on.
    pub stack: Stack,
    /// The file that the process starts with, where there is one.
    pub entry: Option<String>,
    /// A manifest that cannot be read, and why: nothing else is known of the service then.
    pub unreadable: Option<Unreadable>,
}

/// A file that cannot be read, with the place and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The file.
    pub path: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The fact, with the place.
    pub reason: String,
}

impl Service {
    /// The folder as a prefix of paths: empty for the root.
    #[must_use]
    pub fn folder(&self) -> &str {
        if self.path == "." { "" } else { &self.path }
    }
}
