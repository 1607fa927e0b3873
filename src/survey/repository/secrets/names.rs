//! Which names of files are those of secrets.

use crate::survey::docker::exposed::is_example;
use crate::tree::paths::file_name;

/// Marks of environment files that are no secret: of developers, of tests, and what is encrypted.
const HARMLESS: [&str; 7] = [
    "ci",
    "defaults",
    "dev",
    "development",
    "docker",
    "test",
    "vault",
];

/// Words in the names of files with the account of a service.
const ACCOUNTS: [&str; 7] = [
    "account",
    "adminsdk",
    "credential",
    "credentials",
    "firebase",
    "key",
    "serviceaccount",
];

/// What a file is by its name, which decides how its text is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Names with values: `.env.production`, `.dev.vars`.
    Environment,
    /// A key in text form: `server.pem`, `id_rsa`.
    Key,
    /// A store of keys in binary form.
    Store,
    /// Values for variables of Terraform.
    Values,
    /// What Terraform knows of what it made, passwords among it.
    State,
    /// A mapping of names and values: `secrets.yml`.
    Mapping,
    /// The account of a service, as JSON.
    Account,
}

/// The kind of a file that may hold secrets.
pub(super) fn kind(path: &str) -> Option<Kind> {
    let name = file_name(path);
    let lower = name.to_lowercase();
    let (stem, ending) = lower.rsplit_once('.').unwrap_or((&lower, ""));
    let words: Vec<&str> = lower.split(['.', '-', '_']).collect();
    let shows = || {
        words
            .iter()
            .any(|it| matches!(*it, "example" | "sample" | "template"))
    };
    match ending {
        _ if shows() => None,
        _ if is_environment(name) => Some(Kind::Environment),
        "pem" | "key" => Some(Kind::Key),
        _ if matches!(&*lower, "id_rsa" | "id_dsa" | "id_ecdsa" | "id_ed25519") => Some(Kind::Key),
        "p12" | "pfx" | "jks" => Some(Kind::Store),
        "keystore" => (stem != "debug").then_some(Kind::Store),
        "tfvars" => Some(Kind::Values),
        "tfstate" => Some(Kind::State),
        "backup" => stem.ends_with(".tfstate").then_some(Kind::State),
        "yml" | "yaml" => words
            .iter()
            .any(|it| matches!(*it, "secret" | "secrets" | "vault"))
            .then_some(Kind::Mapping),
        "json" => words
            .iter()
            .any(|it| ACCOUNTS.contains(it))
            .then_some(Kind::Account),
        _ => None,
    }
}

/// Whether a file is one of an environment that is kept secret, by its name.
fn is_environment(name: &str) -> bool {
    let rest = name
        .strip_prefix(".env")
        .filter(|it| it.is_empty() || it.starts_with('.'));
    let is_named = || {
        name.strip_suffix(".env")
            .is_some_and(|stem| !stem.is_empty())
    };
    let is_one = rest.is_some() || name == ".dev.vars" || is_named();
    let mut words = name.split(['.', '-', '_']);
    is_one && !is_example(name) && !words.any(|it| HARMLESS.contains(&it) && name != ".dev.vars")
}
