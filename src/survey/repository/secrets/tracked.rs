//! Files with secrets that git tracks. Their names decide which are looked at, what stands in them whether they are told; what is
//! encrypted may be there.

use crate::code::Survey;
use crate::edit::{hcl, line_number, yaml};
use crate::survey::repository::secrets::names::{Kind, kind};
use crate::survey::secret_values::is_secret;
use crate::survey::terraform::secrets::names::is_secret as names_secret;
use crate::tree::paths::is_test;

/// Marks of files that are encrypted, as text: by ansible, sops or git-crypt.
const ENCRYPTED: [&str; 5] = [
    "$ANSIBLE_VAULT",
    "ENC[AES256_GCM",
    "\nsops:",
    "sops_version=",
    "\0GITCRYPT",
];

/// How many nodes of a mapping are looked at.
const MOST: usize = 10_000;

/// A tracked file that may hold secrets.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) path: String,
    pub(super) kind: Kind,
    /// The line of its first secret.
    pub(super) secret: Option<usize>,
}

/// The files that git tracks and that may hold secrets by their names.
pub(super) struct Candidates(pub(super) Vec<Candidate>);

impl Candidates {
    /// Those of a tree, worked out once a survey.
    pub(super) fn of<'s>(survey: &'s Survey<'_>) -> &'s Self {
        survey.answers.or_find(|| {
            let tracked = survey.overlay.tree().tracked().into_iter();
            let candidate = |path: &str| {
                let kind = kind(path).filter(|_| !is_aside(path))?;
                let secret = secret_line(survey, path, kind);
                let path = path.to_owned();
                Some(Candidate { path, kind, secret })
            };
            Self(tracked.filter_map(candidate).collect())
        })
    }

    /// Those that do hold secrets.
    pub(super) fn secret(&self) -> impl Iterator<Item = (&str, usize)> {
        let files = self.0.iter();
        files.filter_map(|file| Some((file.path.as_str(), file.secret?)))
    }

    /// Whether a file holds secrets.
    pub(super) fn is_secret(&self, path: &str) -> bool {
        self.secret().any(|(it, _)| it == path)
    }
}

/// Whether a file belongs to a test or an example.
fn is_aside(path: &str) -> bool {
    let mut folders = path.split('/');
    is_test(path)
        || folders.any(|it| matches!(it, "example" | "examples" | "fixtures" | "testdata"))
}

/// The line of the first secret in a file.
fn secret_line(survey: &Survey<'_>, path: &str, kind: Kind) -> Option<usize> {
    let text = match survey.overlay.text(path) {
        Ok(text) => text?.to_string(),
        Err(_) => String::from_utf8_lossy(&survey.overlay.tree().bytes(path)?).into_owned(),
    };
    if text.trim().is_empty() || ENCRYPTED.iter().any(|mark| text.contains(mark)) {
        return None;
    }
    match kind {
        Kind::Environment => first_line(&text, |line| {
            variable(line).is_some_and(|(name, value)| is_secret(name, value))
        }),
        Kind::Key => first_line(&text, |line| line.contains("PRIVATE KEY-----")),
        Kind::Account => text
            .contains("\"private_key\"")
            .then(|| first_line(&text, |line| line.contains("PRIVATE KEY-----")))?,
        Kind::Store | Kind::State => Some(1),
        Kind::Values => in_values(&text),
        Kind::Mapping => in_mapping(&text),
    }
}

fn first_line(text: &str, is_one: impl Fn(&str) -> bool) -> Option<usize> {
    text.lines().position(is_one).map(|at| at + 1)
}

/// The name and the value that a line of an environment file sets.
fn variable(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let (name, value) = line
        .strip_prefix("export ")
        .unwrap_or(line)
        .split_once('=')?;
    let value = value.trim().trim_matches(['"', '\'']);
    (!name.starts_with('#')).then_some((name.trim(), value))
}

/// A value of Terraform that is a text and a secret.
fn in_values(text: &str) -> Option<usize> {
    let body = hcl::parse(text).ok()?;
    let mut set = body.attributes();
    let secret = set.find(|it| {
        let value = it.value.as_str();
        value.is_some_and(|value| !value.is_empty() && names_secret(it.key.as_str()))
    })?;
    let range = hcl_edit::Span::span(secret)?;
    Some(line_number(text, range.start))
}

/// A value of a mapping that is a secret; what a cluster reads is none of these files.
fn in_mapping(text: &str) -> Option<usize> {
    let root = yaml::parse(text).ok()?;
    if root.get("kind").is_some() || root.get("jobs").is_some() {
        return None;
    }
    let mut open = vec![&root];
    // aliases may make a small text a large mapping
    for _ in 0..MOST {
        let node = open.pop()?;
        for (key, value) in node.entries() {
            let name = key.text().unwrap_or_default();
            if value.text().is_some_and(|text| is_secret(name, text)) {
                return Some(value.line);
            }
            open.push(value);
        }
    }
    None
}

/// A path as a shell takes it.
pub(super) fn quoted(path: &str) -> String {
    let is_plain = path
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"/._-@+".contains(&byte));
    if is_plain {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}
