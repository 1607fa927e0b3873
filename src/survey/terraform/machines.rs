//! Which machines a repository's Terraform starts, whatever cloud they stand in, and which other resources it has.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::survey::terraform::paths::resolve;
use crate::survey::terraform::source::Declared;
use crate::survey::terraform::surveyed::below;
use crate::survey::terraform::tree::{Folder, Role, Tree, prepare};

/// Resources that are one machine.
const MACHINES: &[&str] = &[
    "aws_instance",
    "aws_lightsail_instance",
    "aws_spot_instance_request",
    "azurerm_linux_virtual_machine",
    "azurerm_virtual_machine",
    "digitalocean_droplet",
    "google_compute_instance",
    "hcloud_server",
    "linode_instance",
    "oci_core_instance",
    "openstack_compute_instance_v2",
    "scaleway_instance_server",
    "upcloud_server",
    "vultr_instance",
    "yandex_compute_instance",
];

/// Resources that start as many machines as are needed.
const GROUPS: &[&str] = &[
    "aws_autoscaling_group",
    "aws_launch_configuration",
    "aws_launch_template",
    "aws_spot_fleet_request",
    "azurerm_linux_virtual_machine_scale_set",
    "google_compute_instance_template",
];

/// Words in the names of machines that serve no application.
const ASIDE: &[&str] = &[
    "artifactory",
    "gitlab",
    "k3s",
    "k8s",
    "kafka",
    "kube",
    "kubernetes",
    "manager",
    "master",
    "nexus",
    "rabbitmq",
    "swarm",
    "worker",
    "bastion",
    "ci",
    "database",
    "db",
    "elasticsearch",
    "grafana",
    "jenkins",
    "jump",
    "jumpbox",
    "mongo",
    "mongodb",
    "monitoring",
    "mysql",
    "nat",
    "ollama",
    "postgres",
    "prometheus",
    "redis",
    "runner",
    "sonarqube",
    "vpn",
];

/// A machine that is started by a root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Machine {
    /// What the resource or the call of its module is called.
    pub(crate) name: String,
    /// The type of the resource, or the source of the module that makes it.
    pub(crate) kind: String,
    /// Whether there may be several of its kind.
    pub(crate) is_many: bool,
}

/// What the Terraform of a repository starts.
#[derive(Debug, Default)]
pub(crate) struct Started {
    /// The machines for applications of the root that has most.
    pub(crate) machines: Vec<Machine>,
    /// The types of all resources, and the sources of modules from elsewhere.
    pub(crate) kinds: BTreeSet<String>,
    /// The names that repositories of ECR have in production, with `MEMBER` for what a caller is to name.
    pub(crate) repositories: BTreeSet<String>,
    /// A file that does not parse and may start a machine.
    pub(crate) unreadable: Option<String>,
}

impl Machine {
    /// Whether it is an instance of EC2.
    pub(crate) fn is_of_ec2(&self) -> bool {
        let is_module = self.kind.contains("/ec2-instance") || self.kind.contains("/autoscaling");
        is_module || self.kind.starts_with("aws_") && !self.kind.starts_with("aws_lightsail")
    }

    /// The words of its name.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        words_of(&self.name)
    }
}

/// Whether a machine of this name is one for applications.
pub(crate) fn serves(name: &str) -> bool {
    !words_of(name).any(|word| ASIDE.contains(&word))
}

/// The words of a name.
pub(crate) fn words_of(name: &str) -> impl Iterator<Item = &str> {
    name.split(['_', '-'])
}

/// Whether a resource of this type, or a module with this source, is one machine.
pub(crate) fn is_machine(kind: &str) -> bool {
    MACHINES.contains(&kind) || kind.contains("/ec2-instance")
}

/// What the Terraform below the root of the repository starts, worked out once a survey.
pub(crate) fn started<'s>(survey: &'s Survey<'_>) -> &'s Started {
    survey.answers.or_find(|| {
        let trees = below(survey, "");
        prepare(trees.iter().flat_map(|tree| &tree.folders));
        let may_start = |path: &&str| {
            let text = survey.text(path).unwrap_or_default();
            MACHINES.iter().any(|kind| text.contains(kind))
        };
        let broken = trees.iter().flat_map(Tree::files);
        let broken = broken.filter(|file| file.error.is_some());
        let unreadable = broken.map(|file| file.path.as_str()).find(may_start);
        let mut found = Started {
            unreadable: unreadable.map(str::to_owned),
            ..Started::default()
        };
        for (tree, folder) in trees
            .iter()
            .flat_map(|tree| tree.folders.iter().map(move |it| (tree, it)))
        {
            for declared in folder.declared() {
                found.kinds.insert(declared.kind.clone());
                found
                    .repositories
                    .extend(declared.repositories.names(tree, folder));
            }
        }
        let roots = trees.iter().flat_map(|tree| {
            let roots = tree
                .folders
                .iter()
                .filter(|folder| folder.role == Role::Root);
            roots.map(|root| machines(tree, root, 0))
        });
        for mut machines in roots {
            machines.retain(|machine| serves(&machine.name));
            if machines.len() > found.machines.len() {
                found.machines = machines;
            }
        }
        found
    })
}

/// The machines that a folder starts, itself and by the modules that it calls.
pub(crate) fn machines(tree: &Tree, folder: &Folder, depth: usize) -> Vec<Machine> {
    let one = |declared: &Declared, is_many: bool| Machine {
        name: declared.name.clone(),
        kind: declared.kind.clone(),
        is_many: declared.is_many || is_many,
    };
    let mut found = Vec::new();
    for declared in folder.declared() {
        let kind = declared.kind.as_str();
        let path = resolve(&folder.path, kind);
        let called = tree
            .folders
            .iter()
            .find(|it| Some(&it.path) == path.as_ref());
        if is_machine(kind) {
            found.push(one(declared, false));
        } else if GROUPS.contains(&kind) || kind.contains("/autoscaling") {
            found.push(one(declared, true));
        } else if let Some(called) = called.filter(|_| depth < 4) {
            let inside = machines(tree, called, depth + 1);
            let is_one = inside.len() == 1;
            found.extend(inside.into_iter().map(|machine| Machine {
                name: if is_one {
                    declared.name.clone()
                } else {
                    machine.name
                },
                kind: machine.kind,
                is_many: machine.is_many || declared.is_many,
            }));
        }
    }
    found
}
