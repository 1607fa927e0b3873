//! Whether Terraform gives the machines of applications a role.

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

fn calls_with_role(tree: &Tree, root: &Folder, body: &Body) -> bool {
    let mut calls = body.get_blocks("module");
    calls.any(|call| {
        let name = call.labels.first().map_or("", |label| label.as_str());
        let folder = source(call).and_then(|it| resolve(&root.path, it));
        let called = tree
            .folders
            .iter()
            .find(|it| Some(&it.path) == folder.as_ref());
        called.is_some_and(|module| {
            let mut hosts = module.hosts();
            serves(name)
                && hosts.any(|host| match host.profile {
                    Profile::Variable => is_given(call),
                    Profile::Other => true,
                    Profile::Missing => false,
                })
        })
    })
}

fn source(call: &Block) -> Option<&str> {
    call.body.get_attribute("source")?.value.as_str()
}

fn is_given(call: &Block) -> bool {
    let given = call.body.get_attribute(PROFILE);
    given.is_some_and(|it| !it.value.is_null() && it.value.as_str() != Some(""))
}
