//! Addresses of networks: which of them a tree uses, and a range that none of its environments has.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};
use hcl_edit::visit::{self, Visit};

use crate::survey::aws::environment::hosts::called;
use crate::survey::aws::environment::shared::database;
use crate::survey::terraform::expressions::{blocks, path_of, value, written};
use crate::survey::terraform::tree::{Folder, Role, Tree};
use crate::survey::terraform::values::ValueFile;
use crate::tree::paths::folder;

/// The first two numbers of a private network.
type Range = [u8; 2];

/// The network of the reference, and the one that production gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moved {
    from: Option<Range>,
    to: Range,
}

impl Moved {
    /// A range that no environment of the tree uses, in place of that of `reference`.
    pub(super) fn of(tree: &Tree, reference: &Folder, values: &[ValueFile]) -> Self {
        let roots = tree
            .folders
            .iter()
            .filter(|folder| folder.role == Role::Root);
        let in_files = |folder: &Folder| -> Vec<Range> {
            folder
                .files
                .iter()
                .flat_map(|file| ranges(&file.body))
                .collect()
        };
        let in_values = |wanted: &dyn Fn(&str) -> bool| -> Vec<Range> {
            let files = values.iter().filter(|file| wanted(folder(&file.path)));
            files
                .flat_map(|file| file.body.iter().flat_map(|body| ranges(body)))
                .collect()
        };
        let own = |path: &str| path == reference.path;
        let from = [in_values(&own), in_files(reference)]
            .concat()
            .into_iter()
            .next();
        let mut used: BTreeSet<Range> = roots.flat_map(in_files).collect();
        used.extend(in_values(&|_| true));
        let free = (1..=u8::MAX)
            .map(|second| [10, second])
            .find(|range| !used.contains(range));
        Self {
            from,
            to: free.unwrap_or([172, 16]),
        }
    }

    /// An address of the reference's network as production has it.
    pub(super) fn replace(&self, text: &str) -> Option<String> {
        let bare = text.trim_matches('"');
        let range = range(bare).filter(|range| Some(*range) == self.from)?;
        let (old, new) = (
            format!("{}.{}.", range[0], range[1]),
            format!("{}.{}.", self.to[0], self.to[1]),
        );
        Some(text.replacen(&old, &new, 1))
    }

    /// The whole network.
    pub(super) fn whole(&self) -> String {
        format!("{}.{}.0.0/16", self.to[0], self.to[1])
    }

    /// Subnets of it, from this one on.
    pub(super) fn subnets(&self, first: usize, count: usize) -> Vec<String> {
        let [one, two] = self.to;
        (first..first + count)
            .map(|third| format!("{one}.{two}.{third}.0/24"))
            .collect()
    }
}

/// The private ranges in a file.
fn ranges(body: &Body) -> Vec<Range> {
    #[derive(Default)]
    struct Walk(Vec<Range>);
    impl Visit for Walk {
        fn visit_expr(&mut self, node: &Expression) {
            self.0.extend(node.as_str().and_then(range));
            visit::visit_expr(self, node);
        }
    }
    let mut walk = Walk::default();
    walk.visit_body(body);
    walk.0
}

/// The range of an address or a block of addresses of a private network.
fn range(text: &str) -> Option<Range> {
    let address = text.split_once('/').map_or(text, |(address, _)| address);
    let address: Ipv4Addr = address.parse().ok()?;
    let [one, two, ..] = address.octets();
    address.is_private().then_some([one, two])
}

/// The addresses of the network, as a call is given them.
pub(super) fn network(root: &Folder) -> Option<String> {
    let keys = ["vpc_cidr", "vpc_cidr_block", "cidr", "cidr_block"];
    blocks(root, "module", &[]).find_map(|(source, block)| {
        let given = keys.into_iter().find_map(|key| value(&block.body, key))?;
        let is_plain = given.as_str().is_some() || given.is_traversal();
        is_plain.then(|| written(source, given).to_owned())
    })
}

/// How many subnets the hosts and databases of a root need.
pub(super) fn subnets(root: &Folder, tree: &Tree) -> usize {
    let index = |block: &Block| {
        let path = path_of(value(&block.body, "subnet_id")?);
        let index = path
            .last()?
            .trim_matches(['[', ']'])
            .parse::<usize>()
            .ok()?;
        Some(index + 1)
    };
    let indices = blocks(root, "module", &[]).filter_map(|(_, block)| index(block));
    let most = indices.max().unwrap_or(1);
    let called = blocks(root, "module", &[]).filter_map(|(_, block)| called(tree, root, block));
    let has_database = called.into_iter().any(|module| database(module).is_some());
    most.max(if has_database { 2 } else { 1 })
}
