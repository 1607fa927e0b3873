//! A production environment that is there, with what can be told of it.

use std::collections::BTreeMap;

use crate::code::Survey;
use crate::edit::hcl::Name;
use crate::survey::aws::environment::hosts::{Known, call, scripts};
use crate::survey::aws::environment::names::Names;
use crate::survey::aws::environment::ours::Ours;
use crate::survey::terraform::expressions::blocks;
use crate::survey::terraform::tree::{Folder, Tree};

/// A production environment that is there.
pub(super) struct Production<'t> {
    pub(super) survey: &'t Survey<'t>,
    pub(super) tree: &'t Tree,
    pub(super) root: &'t Folder,
    pub(super) hosts: Vec<Known>,
    pub(super) names: Names,
    pub(super) ours: BTreeMap<&'static str, Ours>,
    /// How many subnets its hosts and databases need.
    pub(super) subnets: usize,
    /// The name of its state.
    pub(super) state: String,
}

impl Production<'_> {
    /// Whether the root calls a module by this name.
    pub(super) fn calls(&self, name: &str) -> bool {
        call(self.root, name).is_some()
    }

    pub(super) fn has_local(&self, name: &str) -> bool {
        let name = Name::Local(name.to_owned());
        self.root
            .files
            .iter()
            .any(|file| file.names.declares.contains(&name))
    }

    /// Whether the host that the world reaches has a group of its own.
    pub(super) fn has_group(&self) -> bool {
        let mut edges = self.hosts.iter().filter(|it| it.is_edge);
        edges.any(|it| {
            let labels = ["aws_security_group", it.host.call.as_str()];
            blocks(self.root, "resource", &labels).next().is_some()
        })
    }

    /// Whether the script of a host is there, with what all hosts do.
    pub(super) fn has_script(&self, known: &Known) -> bool {
        scripts(&self.root.path, known)
            .iter()
            .all(|path| self.survey.overlay.exists(path))
    }
}
