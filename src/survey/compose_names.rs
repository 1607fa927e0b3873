//! What the names of compose files tell.

use crate::tree::paths::{file_name, folder, is_test};

/// What a name says that a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Production,
    /// Something that is deployed and is not production.
    Rehearsal,
    Development,
    /// Changes of another file that are made where nobody says otherwise.
    Override,
    Test,
    /// Nothing: the name is the usual one.
    Nothing,
    /// Something that is none of these: a part of the system, or a kind of machine.
    Part,
}

const PRODUCTION: &[&str] = &[
    "prod",
    "prd",
    "production",
    "live",
    "deploy",
    "deployment",
    "release",
    "web",
    "aws",
    "ec2",
    "vps",
    "server",
    "hetzner",
    "selfhost",
    "selfhosted",
    "swarm",
    "stack",
];

const REHEARSAL: &[&str] = &[
    "staging", "stage", "stg", "beta", "qa", "uat", "preview", "demo", "sandbox",
];

const DEVELOPMENT: &[&str] = &[
    "dev",
    "devel",
    "develop",
    "development",
    "local",
    "debug",
    "hot",
    "watch",
];

const TEST: &[&str] = &["test", "tests", "testing", "ci", "e2e", "integration"];

/// Folders of what nobody deploys.
const LEFT_OUT: &[&str] = &[
    "node_modules",
    ".git",
    ".devcontainer",
    "example",
    "examples",
    "sample",
    "samples",
    "vendor",
    "third_party",
    "templates",
    "docs",
    "archived",
    "archive",
];

/// Whether a path is that of a compose file of the repository's own, by its name.
pub(crate) fn is_compose(path: &str) -> bool {
    if !path.ends_with(".yml") && !path.ends_with(".yaml") {
        return false;
    }
    let name = file_name(path).to_lowercase();
    let stem = name
        .strip_suffix(".yml")
        .or_else(|| name.strip_suffix(".yaml"));
    let is_left_out = |part: &str| LEFT_OUT.contains(&part) || part.contains("{{");
    stem.is_some_and(|stem| words(stem).any(|word| word == "compose"))
        && !path.starts_with(".github/")
        && !folder(path).split('/').any(is_left_out)
        && !is_test(path)
}

/// What a path tells: the name, else the folder that the file lies in.
pub(crate) fn told(path: &str) -> Told {
    let name = file_name(path).to_lowercase();
    let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
    let own: Vec<&str> = words(stem)
        .filter(|word| !matches!(*word, "docker" | "podman" | "compose"))
        .collect();
    let known = [
        (TEST, Told::Test),
        (PRODUCTION, Told::Production),
        (REHEARSAL, Told::Rehearsal),
        (DEVELOPMENT, Told::Development),
        (&["override"], Told::Override),
    ];
    let of = |own: &[&str]| {
        known
            .iter()
            .find(|(all, _)| own.iter().any(|it| all.contains(it)))
            .map(|(_, told)| *told)
    };
    let by_folder = || {
        let parts: Vec<&str> = folder(path).split(['/', '-', '_']).collect();
        of(&parts).filter(|told| *told != Told::Override)
    };
    let usual = if own.is_empty() {
        Told::Nothing
    } else {
        Told::Part
    };
    of(&own).or_else(by_folder).unwrap_or(usual)
}

fn words(stem: &str) -> impl Iterator<Item = &str> {
    stem.split(['.', '-', '_'])
}

#[cfg(test)]
mod tests {
    use super::{Told, is_compose, told};

    #[test]
    fn compose_files_have_many_names() {
        for path in [
            "compose.yml",
            "docker-compose.yaml",
            "docker/docker-compose-prod.yml",
            "podman/podman-compose.yml",
            "compose.prod.yaml",
        ] {
            assert!(is_compose(path), "{path}");
        }
        for path in [
            ".github/workflows/compose.yml",
            "composer.yml",
            "tests/docker-compose.yml",
            "examples/a/compose.yml",
            "{{cookiecutter.slug}}/docker-compose.yml",
            "docker-compose.yml.j2",
        ] {
            assert!(!is_compose(path), "{path}");
        }
    }

    #[test]
    fn a_name_may_tell_what_a_file_is_for() {
        let cases = [
            ("docker-compose.yml", Told::Nothing),
            ("docker/compose.yaml", Told::Nothing),
            ("docker-compose-prod.yml", Told::Production),
            ("compose.deploy.yml", Told::Production),
            ("deploy/docker-compose.yml", Told::Production),
            ("docker-compose.beta.yml", Told::Rehearsal),
            ("docker-compose.override.yml", Told::Override),
            ("compose.dev.yml", Told::Development),
            ("docker-compose.ci.yml", Told::Test),
            ("docker-compose.nvidia.yml", Told::Part),
        ];
        for (path, expected) in cases {
            assert_eq!(told(path), expected, "{path}");
        }
    }
}
