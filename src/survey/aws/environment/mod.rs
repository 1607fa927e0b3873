//! A production environment: what it is derived from, what shared modules must leave open for it, and what its calls lack once it
//! is there.

mod backend;
mod clashes;
mod copies;
mod example;
mod groups;
mod hosts;
mod laid_out;
mod names;
mod network;
mod ours;
mod production;
mod reference;
mod remarks;
mod renamed;
mod shared;
mod sought;
mod state;
pub(super) mod uptime;
mod wiring;

use minijinja::Value;

use crate::survey::aws::environment::hosts::known;
use crate::survey::aws::environment::names::Names;
use crate::survey::aws::environment::network::subnets;
use crate::survey::aws::environment::ours::ours;
use crate::survey::aws::environment::production::Production;
use crate::survey::aws::environment::shared::{Opened, opened};
use crate::survey::aws::environment::sought::{Deployed, Sought};
use crate::survey::aws::surveyed::Aws;
use crate::survey::container::Container;
use crate::survey::fact::{Fact, Site};
use crate::survey::terraform::environments::{Evidence, Standing, standing};
use crate::survey::terraform::paths::{folder, resolve};
use crate::survey::terraform::tree::{Folder, Role};
use crate::survey::word::vocabulary;

vocabulary! { Aws:
    /// there are environments, and it is known whether production is one of them
    fact "environments" = |it, _| it.environments();
    /// none of the environments is production
    fact "missing-production" = |it, _| it.missing_production();
    /// what is left out of an environment, and what a person has to look at
    fact "production-remarks" = |it, _| Fact::of(it.production_remarks());
    /// what leaves open which environment is production
    list "unclear-environments" = |it| Fact::Present(it.unclear());
    /// where shared modules get a variable for what production must not have
    list "opened-variables" ["variable", "kind", "default"] = |it| Fact::Present(it.of_shared(shared::variables));
    /// where shared modules say for all environments what production must not have
    list "hard-coded-settings" ["key", "value"] = |it| Fact::Present(it.of_shared(|_, opened| shared::arguments(opened)));
    /// instances of shared modules whose first disk is as AWS makes it
    list "plain-disks" = |it| Fact::Present(it.of_shared(shared::plain_disks));
    /// what the database of a shared module gives nobody yet: its address, and what it is called
    list "untold-databases" ["database", "output", "attribute", "description"] = |it| Fact::Present(it.untold());
    /// rules of shared modules that production may leave without addresses, which AWS does not keep
    list "emptied-rules" ["text"] = |it| Fact::Present(it.emptied());
    /// the folder of the production environment to come, with all that its files say beside those of its reference
    list "missing-environment" [
        "above", "variables", "state", "outputs", "locals", "roles", "group", "addresses", "key", "project", "environment", "region",
        "kms", "ecr", "s3", "secrets", "cloudwatch", "services", "hosts", "instances", "databases", "values", "given"
    ] = |it| Fact::Present(it.missing_environment());
    /// the files of that environment that are copies of its reference's
    list "environment-copies" ["text"] = |it| Fact::Present(it.copies());
    /// calls in production that lack what their module leaves to them
    list "production-settings" ["key", "value"] = |it| Fact::Present(it.of_production(wiring::settings));
    /// hosts of production without user data whose script is there
    list "production-hosts" ["host", "values"] = |it| Fact::Present(it.of_production(wiring::unscripted));
    /// variables of production whose values can be checked
    list "unchecked-variables" ["condition", "message"] = |it| Fact::Present(it.of_production(wiring::unchecked));
    /// the `terraform` block of production, where it says nothing of its state
    list "stateless-production" ["locks", "state"] = |it| Fact::Present(it.of_production(|it| Vec::from_iter(wiring::stateless(it))));
    /// the same, where older versions of Terraform cannot lock the state
    list "early-production" ["constraint"] = |it| Fact::Present(it.of_production(|it| Vec::from_iter(wiring::early(it))));
    /// the provider of production, where nothing that it makes says whose it is
    list "untagged-providers" ["project", "environment"] = |it| Fact::Present(it.of_production(|it| Vec::from_iter(wiring::untagged(it))));
}

impl Aws<'_> {
    /// How the tree stands, worked out once.
    pub(super) fn standing(&self) -> &Standing {
        self.answers
            .or_find(|| standing(self.survey, &self.terraform.tree))
    }

    /// The environment to come; none where there is none to make.
    fn sought(&self) -> Option<Sought<'_>> {
        match self.standing() {
            Standing::Missing(plan) => {
                Sought::of(self.survey, &self.terraform, self.deployed(), plan)
            }
            _ => None,
        }
    }

    /// Why the environment to come cannot be derived.
    fn trouble(&self) -> Option<Evidence> {
        match self.standing() {
            Standing::Unknown(evidence) => Some(evidence.clone()),
            Standing::Missing(plan) => sought::trouble(self.survey, &self.terraform, plan),
            _ => None,
        }
    }

    fn environments(&self) -> Fact<Value> {
        match (self.trouble(), self.standing()) {
            (Some(trouble), _) => Fact::Unknown(trouble.with_place()),
            (None, Standing::There(_) | Standing::Missing(_)) => Fact::flag(true),
            _ => Fact::Absent,
        }
    }

    fn missing_production(&self) -> Fact<Value> {
        Fact::flag(matches!(self.standing(), Standing::Missing(_)))
    }

    fn unclear(&self) -> Vec<Site> {
        match self.standing() {
            Standing::Unclear(it) => vec![Site::new(&it.path, 0..1, it.line)],
            _ => Vec::new(),
        }
    }

    fn production_remarks(&self) -> Vec<String> {
        match self.standing() {
            Standing::Unclear(it) => vec![it.reason.clone()],
            Standing::Missing(_) => self
                .sought()
                .map(|sought| remarks::remarks(&sought))
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    fn missing_environment(&self) -> Vec<Site> {
        self.sought()
            .map(|sought| laid_out::site(&sought))
            .into_iter()
            .collect()
    }

    fn copies(&self) -> Vec<Site> {
        let sought = self.sought();
        sought
            .map(|sought| copies::copies(&sought))
            .unwrap_or_default()
    }

    fn emptied(&self) -> Vec<Site> {
        let has_group = self.has_own_group();
        self.of_shared(|folder, _| groups::emptied(folder, has_group))
    }

    fn has_own_group(&self) -> bool {
        self.sought().is_some_and(|it| it.own_group().is_some())
    }

    fn untold(&self) -> Vec<Site> {
        let sought = self.sought();
        let has_alarms = sought.is_some_and(|it| it.ours.contains_key("cloudwatch"));
        self.of_shared(|folder, _| shared::untold(folder, has_alarms))
    }

    /// Something of the modules that the reference calls.
    fn of_shared(&self, find: impl Fn(&Folder, &[Opened]) -> Vec<Site>) -> Vec<Site> {
        let Some(sought) = self.sought() else {
            return Vec::new();
        };
        let has_key = sought.ours.contains_key("kms");
        let tree = &self.terraform.tree;
        let mut called: Vec<String> = sought
            .reference
            .declared()
            .filter_map(|it| resolve(&sought.reference.path, &it.kind))
            .collect();
        called.sort();
        called.dedup();
        let modules = tree
            .folders
            .iter()
            .filter(|folder| called.contains(&folder.path));
        let has_group = sought.own_group().is_some();
        modules
            .flat_map(|folder| {
                let mut all = opened(folder, has_key, sought.fixes_addresses);
                all.extend(groups::of_web(folder).filter(|_| has_group));
                find(folder, &all)
            })
            .collect()
    }

    /// Something of a production environment that is there.
    fn of_production(&self, find: impl Fn(&Production<'_>) -> Vec<Site>) -> Vec<Site> {
        let Standing::There(evidence) = self.standing() else {
            return Vec::new();
        };
        let tree = &self.terraform.tree;
        let home = folder(&evidence.path);
        let is_it = |it: &&Folder| it.path == home && it.role == Role::Root;
        let Some(root) = tree.folders.iter().find(is_it) else {
            return Vec::new();
        };
        let word = if home.ends_with("production") {
            "production"
        } else {
            "prod"
        };
        let production = Production {
            survey: self.survey,
            tree,
            root,
            hosts: known(tree, root),
            names: Names::of(root, word),
            ours: ours(tree, root),
            subnets: subnets(root, tree),
            state: format!("{word}/terraform.tfstate"),
        };
        find(&production)
    }

    /// The services that this repository deploys.
    fn deployed(&self) -> Vec<Deployed> {
        let mut all: Vec<Deployed> = Vec::new();
        for (service, told) in self.services() {
            let name = service.path.rsplit('/').next().unwrap_or_default();
            let is_one = !["", "."].contains(&name) && !all.iter().any(|other| other.name == name);
            if is_one && service.stack != "repository" {
                let container = told.container.as_ref();
                all.push(Deployed {
                    name: name.to_owned(),
                    serves_pages: container.is_some_and(|it| it.serves_pages),
                    asks_database: container.is_none_or(asks_database),
                });
            }
        }
        all
    }
}

/// Whether a service may ask for a database, by the variables that it reads.
fn asks_database(container: &Container) -> bool {
    let is_word = |word: &str| {
        let stores = ["DB", "DATABASE", "SQL", "PG", "POSTGRES", "MYSQL", "MONGO"];
        stores.contains(&word)
            || ["PG", "POSTGRES", "MYSQL", "MONGO"]
                .iter()
                .any(|it| word.starts_with(it))
    };
    let names = container.reads.difference(&container.public);
    let mut words = names.flat_map(|name| name.split('_'));
    container.migration.is_some() || words.any(is_word)
}
