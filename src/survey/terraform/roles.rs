//! Whether Terraform gives the machines of applications a role.

use hcl_edit::Span;
use hcl_edit::structure::{Block, Body};

use crate::survey::terraform::host::{Host, Profile};
use crate::survey::terraform::machines::serves;
use crate::survey::terraform::paths::resolve;
use crate::survey::terraform::tree::{Folder, Role, Tree};

/// The argument by which an instance, and a module with one, takes a profile.
const PROFILE: &str = "iam_instance_profile";

/// Whether some machine for applications has a role: of its own, or one that a call gives to its module.
pub(crate) fn gives_role(tree: &Tree) -> bool {
    let mut roots = tree.folders.iter().filter(|it| it.role == Role::Root);
    roots.any(|root| {
        let mut bodies = root.files.iter().map(|file| &file.body);
        root.hosts().any(has_role) || bodies.any(|body| calls_with_role(tree, root, body))
    })
}

/// A host with a role that no variable leaves open.
fn has_role(host: &Host) -> bool {
    let is_aside = host.block.labels.last().is_some_and(|name| !serves(name));
    host.profile == Profile::Other && !is_aside
}

/// Where a module with machines for applications is called that takes a role and is given none: the path, and the line.
pub(crate) fn call_without_role(tree: &Tree) -> Option<(&str, usize)> {
    let roots = tree.folders.iter().filter(|it| it.role == Role::Root);
    let mut files = roots.flat_map(|root| root.files.iter().map(move |file| (root, file)));
    files.find_map(|(root, file)| {
        let takes = |call: &&Block| {
            let mut profiles = profiles(tree, root, call);
            profiles.any(|it| *it == Profile::Variable) && !is_given(call)
        };
        let call = file.body.get_blocks("module").find(takes)?;
        Some((&*file.path, file.line(call.span()?.start)))
    })
}

fn calls_with_role(tree: &Tree, root: &Folder, body: &Body) -> bool {
    let mut calls = body.get_blocks("module");
    calls.any(|call| {
        profiles(tree, root, call).any(|profile| match profile {
            Profile::Variable => is_given(call),
            Profile::Other => true,
            Profile::Missing => false,
        })
    })
}

/// What the machines for applications in a called module take.
fn profiles<'t>(tree: &'t Tree, root: &Folder, call: &Block) -> impl Iterator<Item = &'t Profile> {
    let name = call.labels.first().map_or("", |label| label.as_str());
    let folder = source(call).and_then(|it| resolve(&root.path, it));
    let mut all = tree.folders.iter();
    let called = all.find(|it| serves(name) && Some(&it.path) == folder.as_ref());
    let hosts = called.into_iter().flat_map(Folder::hosts);
    hosts.map(|host| &host.profile)
}

fn source(call: &Block) -> Option<&str> {
    call.body.get_attribute("source")?.value.as_str()
}

fn is_given(call: &Block) -> bool {
    let given = call.body.get_attribute(PROFILE);
    given.is_some_and(|it| !it.value.is_null() && it.value.as_str() != Some(""))
}
