//! Whether hosts that run compose fetch their secrets. A store of secrets, a client of one, or a workflow that writes the file
//! is a way; where production is still to come its scripts bring one.

use minijinja::Value;

use crate::survey::compose::standing::{PRODUCTION, Standing, standing};
use crate::survey::compose::ways::elsewhere;
use crate::survey::fact::Fact;
use crate::survey::repository::Repository;
use crate::survey::terraform::environments;
use crate::survey::terraform::machines::started;
use crate::survey::terraform::surveyed::below as trees;
use crate::survey::word::vocabulary;
use crate::tree::paths::{below, file_name, folder};

vocabulary! { Repository:
    /// machines in AWS run compose, and production is there
    fact "compose-hosts-in-aws" = |it, _| Fact::flag(it.runs_compose_in_aws());
    /// these machines fetch their secrets
    fact "fetched-secrets" = |it, _| Fact::flag(it.fetches_secrets());
    /// where scripts for hosts lie
    folder "host-scripts" = |it, _| Fact::of(it.host_scripts());
}

/// What fetches secrets, or is one of the stores that bring a way of their own.
const WAYS: &[&str] = &[
    "1password",
    "chamber ",
    "doppler",
    "external-secrets",
    "get-parameter",
    "get-secret-value",
    "get_secret_value",
    "infisical",
    "op inject",
    "op run",
    "sops ",
    "vault kv",
    "vault-agent",
];

/// Services of AWS that keep secrets.
const STORES: &[&str] = &["secretsmanager", "ssm"];

/// Endings of files that may speak of a way.
const SPEAKING: &[&str] = &[
    ".bash", ".cfg", ".json", ".service", ".sh", ".tf", ".tftpl", ".tmpl", ".toml", ".tpl",
    ".yaml", ".yml",
];

impl Repository<'_> {
    fn runs_compose_in_aws(&self) -> bool {
        let runs = matches!(
            standing(self.survey),
            Standing::There(_) | Standing::Lacking(_)
        );
        let trees = trees(self.survey, "");
        let starts = || {
            !started(self.survey).machines.is_empty()
                && trees.iter().any(|tree| !tree.instances().is_empty())
        };
        let is_to_come = || {
            let mut standing = trees
                .iter()
                .map(|tree| environments::standing(self.survey, tree));
            standing.any(|it| matches!(it, environments::Standing::Missing(_)))
        };
        runs && starts() && elsewhere(self.survey).is_none() && !is_to_come()
    }

    fn fetches_secrets(&self) -> bool {
        let stores = ["aws_ssm_parameter", "vault_generic_secret"];
        let kinds = &started(self.survey).kinds;
        let mut paths = self.survey.overlay.paths();
        let clients = || self.clients().into_iter();
        stores.iter().any(|store| kinds.contains(*store))
            || paths.any(|path| self.speaks_of_a_way(path))
            || clients().any(|client| STORES.contains(&client.service.as_str()))
    }

    fn speaks_of_a_way(&self, path: &str) -> bool {
        let name = file_name(path);
        let is_lock = name.contains("lock");
        if is_lock || !(name == "Makefile" || SPEAKING.iter().any(|it| name.ends_with(it))) {
            return false;
        }
        let text = self.survey.text(path).unwrap_or_default();
        WAYS.iter().any(|way| text.contains(way)) || writes_environment(&text)
    }

    /// Beside the compose files of production.
    fn host_scripts(&self) -> Value {
        let path = match standing(self.survey) {
            Standing::There(path) => folder(path).to_owned(),
            Standing::Lacking(basis) => basis.folder().to_owned(),
            _ => folder(PRODUCTION).to_owned(),
        };
        Value::from(below(&path, "scripts"))
    }
}

/// A workflow that hands on the secrets of its platform, or a script that writes the environment file itself.
fn writes_environment(text: &str) -> bool {
    let from_platform =
        text.contains("${{ secrets.") && text.contains(".env") || text.contains("=${{ secrets.");
    let writes = |line: &str| {
        line.split_once('>')
            .is_some_and(|(_, target)| target.contains(".env"))
    };
    from_platform || text.lines().any(writes)
}
