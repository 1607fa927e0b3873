//! What the names of folders, files and values say of environments.

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// What users are served by.
    Production,
    /// Another environment: its place in [`OTHERS`], where those nearest to production stand first.
    Other(usize),
}

const PRODUCTION: [&str; 3] = ["prd", "prod", "production"];

/// Names of other environments, those nearest to production first.
const OTHERS: [&str; 22] = [
    "preprod",
    "preproduction",
    "staging",
    "stage",
    "stg",
    "uat",
    "qa",
    "test",
    "testing",
    "tst",
    "demo",
    "beta",
    "sandbox",
    "sbx",
    "dev",
    "develop",
    "development",
    "nonprod",
    "nonproduction",
    "nonprd",
    "local",
    "preview",
];

/// Words before the one for production that deny it: `non-prod`.
const DENIALS: [&str; 4] = ["no", "non", "not", "pre"];

/// Names of variables and tags that say which environment something belongs to.
const KEYS: [&str; 8] = [
    "deploy_env",
    "deployment_environment",
    "env",
    "env_name",
    "environment",
    "environment_name",
    "stage",
    "stage_name",
];

/// Folders beside environments that are none, though they are applied by themselves.
const ASIDE: [&str; 18] = [
    "account",
    "accounts",
    "backend",
    "base",
    "bootstrap",
    "common",
    "global",
    "init",
    "org",
    "organization",
    "remote",
    "setup",
    "shared",
    "state",
    "tfstate",
    "org-root",
    "backends",
    "init-state",
];

/// What a name says.
pub(crate) fn told(name: &str) -> Option<Told> {
    let name = name.to_lowercase();
    let words: Vec<&str> = words(&name).collect();
    let production = words.iter().position(|word| PRODUCTION.contains(word));
    if let Some(at) = production {
        let denied = at > 0 && DENIALS.contains(&words[at - 1]);
        return Some(if denied {
            Told::Other(0)
        } else {
            Told::Production
        });
    }
    let other = |word: &&str| OTHERS.iter().position(|other| other == word);
    words.iter().find_map(other).map(Told::Other)
}

/// Whether a name says production.
pub(crate) fn is_production(name: &str) -> bool {
    told(name) == Some(Told::Production)
}

/// Whether a path names an environment that is not production.
pub(crate) fn is_of_another_environment(path: &str) -> bool {
    let said = path.split('/').rev().find_map(told);
    matches!(said, Some(Told::Other(_)))
}

/// What the last part of a path that says anything says, and which part that is. `live` is production where nothing else is
/// said, and a folder of environments elsewhere.
pub(crate) fn told_by_path(path: &str) -> Option<(Told, usize)> {
    let parts: Vec<&str> = path.split('/').filter(|part| *part != ".").collect();
    let said = (0..parts.len())
        .rev()
        .find_map(|at| Some((told(parts[at])?, at)));
    let is_live = || {
        parts
            .last()
            .is_some_and(|last| words(last).any(|word| word == "live"))
    };
    said.or_else(|| is_live().then(|| (Told::Production, parts.len() - 1)))
}

/// Whether a variable, an argument or a tag of this name says which environment something belongs to.
pub(crate) fn says_environment(key: &str) -> bool {
    KEYS.contains(&key.to_lowercase().replace('-', "_").as_str())
}

/// Whether a folder of this name holds what environments share.
pub(crate) fn is_aside(name: &str) -> bool {
    words(name).any(|word| ASIDE.contains(&word))
}

/// The word of a name that stands for another environment.
pub(crate) fn stage(name: &str) -> Option<&str> {
    words(name).find(|word| OTHERS.contains(&word.to_lowercase().as_str()))
}

/// What production is called beside environments of these names: in full where they are.
pub(crate) fn production_beside<'n>(names: impl Iterator<Item = &'n str>) -> &'static str {
    let stages: Vec<&str> = names.filter_map(stage).collect();
    let in_full = ["development", "preproduction"];
    let either = ["staging", "testing", "sandbox", "demo", "beta"];
    let is_in_full = stages.iter().any(|stage| in_full.contains(stage));
    if is_in_full || !stages.is_empty() && stages.iter().all(|stage| either.contains(stage)) {
        "production"
    } else {
        "prod"
    }
}

/// The words of a name.
pub(crate) fn words(name: &str) -> impl Iterator<Item = &str> {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Told, is_production, production_beside, told_by_path};

    #[test]
    fn production_has_many_names_and_others_deny_it() {
        for name in [
            "prod",
            "prd",
            "aws-prod",
            "production.auto.tfvars",
            "PROD_eu",
        ] {
            assert!(is_production(name), "{name}");
        }
        for name in [
            "non-prod",
            "preprod",
            "pre-prod",
            "products",
            "dev",
            "reproduction",
            "main",
        ] {
            assert!(!is_production(name), "{name}");
        }
    }

    #[test]
    fn the_last_part_of_a_path_that_says_something_counts() {
        let is = |path| told_by_path(path).map(|(told, _)| told == Told::Production);
        assert_eq!(is("infra/envs/prod"), Some(true));
        assert_eq!(is("infra/prod/network"), Some(true));
        assert_eq!(is("infra/live"), Some(true));
        assert_eq!(is("infra/live/dev"), Some(false));
        assert_eq!(is("production/envs/dev"), Some(false));
        assert_eq!(is("infra/app"), None);
    }

    #[test]
    fn production_is_called_as_its_neighbours_are() {
        let beside = |names: &[&'static str]| production_beside(names.iter().copied());
        assert_eq!(beside(&["dev"]), "prod");
        assert_eq!(beside(&["dev", "staging"]), "prod");
        assert_eq!(beside(&["development", "staging"]), "production");
        assert_eq!(beside(&["staging"]), "production");
    }
}
