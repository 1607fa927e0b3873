//! A production environment: what it is derived from, what shared modules must leave open for it, and what its calls lack once it
//! is there.

mod backend;
mod clashes;
mod copies;
mod example;

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
use crate::survey::aws::environment::sought::Sought;
use crate::survey::aws::surveyed::Aws;
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
    /// the outputs of shared modules whose database gives nobody its address
    list "addressless-databases" ["database"] = |it| Fact::Present(it.addressless());
    /// the folder of the production environment to come, with all that its files say beside those of its reference
    list "missing-environment" [
        "above", "variables", "required", "state", "outputs", "locals", "roles", "edge", "key", "project", "environment",
        "region", "kms", "ecr", "s3", "secrets", "cloudwatch", "services", "instances", "values", "given"
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
            (Some(trouble), _) => Fact::Unknown(trouble.reason),
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

    fn addressless(&self) -> Vec<Site> {
        self.of_shared(|folder, _| Vec::from_iter(shared::addressless(folder)))
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
        modules
            .flat_map(|folder| find(folder, &opened(folder, has_key, sought.fixes_addresses)))
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

    /// The names of the services that this repository deploys.
    fn deployed(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (service, _) in self.services() {
            let name = service.path.rsplit('/').next().unwrap_or_default();
            let is_one = !["", "."].contains(&name) && !names.iter().any(|other| other == name);
            if is_one && service.stack != "repository" {
                names.push(name.to_owned());
            }
        }
        names
    }
}
