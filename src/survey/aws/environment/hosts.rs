//! The hosts of an environment: their addresses in the network, what their modules tell of them, and which of them the world
//! reaches.

use hcl_edit::structure::Block;

use crate::survey::compose::hosts::is_web;
use crate::survey::environments::words;
use crate::survey::terraform::environments::plan::{Host, hosts};
use crate::survey::terraform::expressions::{
    blocks, is_path, only, output_of, path_of, value, variable_of, written,
};
use crate::survey::terraform::paths::{join, resolve};
use crate::survey::terraform::source::Source;
use crate::survey::terraform::tree::{Folder, Tree};

/// A host with what can be told of it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) host: Host,
    /// What the names of its things say: `app`, of `app-server`
    pub(super) short: String,
    /// Its address in the network: the addresses of its subnet, and which of them it is.
    pub(super) address: Option<(String, usize)>,
    /// The output with the id of its instance.
    pub(super) id: Option<String>,
    /// Whether it is the one that the world reaches.
    pub(super) is_edge: bool,
}

/// The hosts that `root` calls.
pub(super) fn known(tree: &Tree, root: &Folder) -> Vec<Known> {
    let all = hosts(tree, root);
    let is_alone = all.len() == 1;
    let webs = all
        .iter()
        .filter(|host| words(&host.name).any(is_web))
        .count();
    let known = |(at, host): (usize, &Host)| {
        let module = module_of(tree, host);
        let is_single = !host.is_many && module.is_some();
        Known {
            short: short(&host.name),
            address: address(tree, root, host, at + FIRST).filter(|_| is_single),
            id: module
                .and_then(|module| output_of(module, "aws_instance", "id"))
                .filter(|_| is_single),
            is_edge: is_alone || webs == 1 && words(&host.name).any(is_web),
            host: host.clone(),
        }
    };
    all.iter().enumerate().map(known).collect()
}

/// The first address of a subnet that hosts get; AWS keeps the first four for itself.
const FIRST: usize = 10;

pub(super) fn module_of<'t>(tree: &'t Tree, host: &Host) -> Option<&'t Folder> {
    let path = host.module.as_ref()?;
    tree.folders.iter().find(|folder| folder.path == *path)
}

/// The call of a module in a root.
pub(super) fn call<'t>(root: &'t Folder, name: &'t str) -> Option<(&'t Source, &'t Block)> {
    blocks(root, "module", &[])
        .find(|(_, block)| block.labels.first().is_some_and(|it| it.as_str() == name))
}

/// The folder of the tree that a call calls.
pub(super) fn called<'t>(tree: &'t Tree, root: &Folder, call: &Block) -> Option<&'t Folder> {
    let path = resolve(&root.path, value(&call.body, "source")?.as_str()?)?;
    tree.folders.iter().find(|folder| folder.path == path)
}

/// The call of the network that a host is in, by its subnet.
pub(super) fn network_of(root: &Folder, host: &Host) -> Option<String> {
    let (_, block) = call(root, &host.call)?;
    match &path_of(value(&block.body, "subnet_id")?)[..] {
        [module, network, ..] if module == "module" => Some(network.clone()),
        _ => None,
    }
}

fn short(name: &str) -> String {
    let endings = ["-server", "-host", "-instance", "-ec2"];
    let stem = endings.iter().find_map(|ending| name.strip_suffix(ending));
    stem.unwrap_or(name).to_owned()
}

/// An address in the subnet that a host is in, where the addresses of that subnet are an argument of the network's module.
fn address(tree: &Tree, root: &Folder, host: &Host, number: usize) -> Option<(String, usize)> {
    let (_, block) = call(root, &host.call)?;
    let subnet = path_of(value(&block.body, "subnet_id")?);
    let [module, network, output, index] = &subnet[..] else {
        return None;
    };
    let (source, network) = call(root, network).filter(|_| module == "module")?;
    let folder = called(tree, root, network)?;
    let label = [output.as_str()];
    let (_, output) = blocks(folder, "output", &label).next()?;
    let subnets = path_of(value(&output.body, "value")?);
    let name = subnets.get(1)?;
    if !is_path(&subnets, &["aws_subnet", "*", "[*]", "id"]) {
        return None;
    }
    let labels = ["aws_subnet", name.as_str()];
    let (_, subnet) = blocks(folder, "resource", &labels).next()?;
    let cidr = path_of(value(&subnet.body, "cidr_block")?);
    let list = cidr
        .get(1)
        .filter(|_| is_path(&cidr, &["var", "*", "[count.index]"]))?;
    let argument = value(&network.body, list)?;
    let subnet = match argument.as_array() {
        Some(literal) => {
            let index: usize = index.trim_matches(['[', ']']).parse().ok()?;
            written(source, literal.get(index)?).to_owned()
        }
        None => format!(
            "{}{index}",
            variable_of(argument).map(|name| format!("var.{name}"))?
        ),
    };
    Some((subnet, number))
}

/// Whether the module of a host makes one instance and can be given this.
pub(super) fn instance(folder: &Folder) -> Option<(&Source, &Block)> {
    only(folder, &["aws_instance"])
}

/// The scripts that a host starts with.
pub(super) fn scripts(root: &str, known: &Known) -> [String; 2] {
    let own = format!("{}-init.sh", known.host.name);
    [own.as_str(), "common.sh"].map(|name| join(&join(root, "scripts"), name))
}
