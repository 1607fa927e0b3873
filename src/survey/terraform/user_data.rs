//! Which scripts hosts start with: the files that their user data is read from, by paths that can be told.

use std::collections::BTreeSet;

use hcl_edit::Span;
use hcl_edit::expr::{Expression, FuncCall, Traversal, TraversalOperator};
use hcl_edit::structure::{Block, Body};
use hcl_edit::template::Element;
use hcl_edit::visit::{Visit, visit_func_call};

use crate::survey::fact::Site;
use crate::survey::terraform::environments::Plan;
use crate::survey::terraform::environments::plan::Host;
use crate::survey::terraform::host::UserData;
use crate::survey::terraform::paths::{join, resolve};
use crate::survey::terraform::tree::{Folder, Role, Tree};
use crate::tree::Literal;

/// A script that a host starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Script {
    /// Its path, relative to the root.
    pub(crate) path: String,
    /// Whether `templatefile` reads it, so that `${` is Terraform's.
    pub(crate) is_template: bool,
    /// Whether other files stand beside it in the user data.
    pub(crate) is_part: bool,
    /// What the hosts are called that start with it: the resource, behind each call of its module.
    pub(crate) hosts: Vec<String>,
    /// Where it is named.
    pub(crate) place: Site,
}

/// The scripts that the user data of a tree's hosts names; a script that Terraform writes itself is none.
pub(crate) fn scripts(tree: &Tree) -> Vec<Script> {
    let named = tree.folders.iter().flat_map(|folder| named(tree, folder));
    let mut scripts: Vec<Script> = named.collect();
    scripts.sort_by(|a, b| a.path.cmp(&b.path));
    scripts.dedup_by(|next, first| {
        let is_same = next.path == first.path;
        if is_same {
            first.hosts.append(&mut next.hosts);
            first.is_part |= next.is_part;
        }
        is_same
    });
    // without a script no other file need be parsed
    if !scripts.is_empty() {
        let generated: BTreeSet<String> = tree.folders.iter().flat_map(generated).collect();
        scripts.retain(|script| !generated.contains(&script.path));
    }
    scripts
}

fn named(tree: &Tree, folder: &Folder) -> Vec<Script> {
    let files = folder
        .files
        .iter()
        .filter(|file| file.has(Literal::UserData));
    let blocks = files.flat_map(|file| file.body.blocks().map(move |block| (file, block)));
    let mut found = Vec::new();
    for (file, block) in blocks.filter(|(_, block)| is_host(block)) {
        let Some(attribute) = block.body.get_attribute("user_data") else {
            continue;
        };
        let range = attribute.span().unwrap_or_default();
        let place = Site::new(&file.path, range.clone(), file.line(range.start));
        let mut read = Read::default();
        read.visit_expr(local(folder, &attribute.value).unwrap_or(&attribute.value));
        let is_part = read.files.len() > 1;
        let own = block.labels.last().map_or("", |label| label.as_str());
        let calls = callers(tree, folder).into_iter();
        let mut hosts: Vec<String> = calls.map(|call| format!("{call}-{own}")).collect();
        if hosts.is_empty() {
            hosts.push(own.to_owned());
        }
        for (argument, is_template) in &read.files {
            found.extend(path(folder, argument).map(|path| Script {
                path,
                is_part,
                is_template: *is_template,
                hosts: hosts.clone(),
                place: place.clone(),
            }));
        }
    }
    found
}

/// A resource of AWS that takes user data, or the call of a module that does.
fn is_host(block: &Block) -> bool {
    let kind = block.labels.first().map_or("", |label| label.as_str());
    block.has_ident("module") || block.has_ident("resource") && kind.starts_with("aws_")
}

/// Whether a host of an environment has user data already: its call gives it some, or its module has its own.
pub(crate) fn has_user_data(tree: &Tree, plan: &Plan, host: &Host) -> bool {
    let folder = |path: &str| tree.folders.iter().find(|it| it.path == path);
    let files = folder(&plan.reference).into_iter().flat_map(|it| &it.files);
    let calls = files.flat_map(|file| file.body.get_blocks("module"));
    let mut own = calls.filter(|call| call.has_labels(&[&host.call]));
    let is_given = |call: &Block| {
        let names = ["user_data", "user_data_base64"];
        names.iter().any(|name| call.body.has_attribute(name))
    };
    let module = host.module.as_deref().and_then(folder);
    let mut files = module.into_iter().flat_map(|it| &it.files);
    own.any(is_given)
        || files.any(|file| file.hosts.iter().any(|it| it.user_data == UserData::Other))
}

/// The calls of a module's folder.
fn callers(tree: &Tree, folder: &Folder) -> Vec<String> {
    let others = tree.folders.iter().filter(|_| folder.role == Role::Module);
    let calls = others.flat_map(|other| other.declared().map(move |it| (other, it)));
    let of_folder = calls.filter(|(other, declared)| {
        resolve(&other.path, &declared.kind).as_ref() == Some(&folder.path)
    });
    of_folder.map(|(_, call)| call.name.clone()).collect()
}

/// The files that Terraform writes itself.
fn generated(folder: &Folder) -> Vec<String> {
    let resources = folder
        .files
        .iter()
        .flat_map(|file| file.body.get_blocks("resource"));
    let written = resources.filter(|block| {
        let kind = block.labels.first().map_or("", |label| label.as_str());
        matches!(kind, "local_file" | "local_sensitive_file")
    });
    let names = written.filter_map(|block| block.body.get_attribute("filename"));
    names.filter_map(|name| path(folder, &name.value)).collect()
}

/// What stands behind `local.name`.
fn local<'f>(folder: &'f Folder, value: &Expression) -> Option<&'f Expression> {
    let name = attribute_of(value.as_traversal()?, "local")?;
    let bodies = folder
        .files
        .iter()
        .flat_map(|file| file.body.get_blocks("locals"));
    let found = |body: &'f Body| body.get_attribute(name);
    let attribute = bodies.into_iter().find_map(|block| found(&block.body))?;
    Some(&attribute.value)
}

/// The `name` of `root.name`.
fn attribute_of<'e>(traversal: &'e Traversal, root: &str) -> Option<&'e str> {
    let is_root = traversal.expr.as_variable()?.as_str() == root;
    match &traversal.operators[..] {
        [operator] if is_root => match operator.value() {
            TraversalOperator::GetAttr(name) => Some(name.as_str()),
            _ => None,
        },
        _ => None,
    }
}

/// The files that an expression reads, as arguments.
#[derive(Default)]
struct Read {
    files: Vec<(Expression, bool)>,
}

impl Visit for Read {
    /// What is handed to a template is no script.
    fn visit_func_call(&mut self, call: &FuncCall) {
        let first = call.args.iter().next().cloned();
        match call.name.name.as_str() {
            "file" | "filebase64" => self.files.extend(first.map(|path| (path, false))),
            "templatefile" => self.files.extend(first.map(|path| (path, true))),
            _ => visit_func_call(self, call),
        }
    }
}

/// The path of `"${path.module}/…"`, where nothing else in it has to be worked out.
fn path(folder: &Folder, argument: &Expression) -> Option<String> {
    let Expression::StringTemplate(text) = argument else {
        return None;
    };
    let mut elements = text.iter();
    let (Element::Interpolation(start), Element::Literal(rest), None) =
        (elements.next()?, elements.next()?, elements.next())
    else {
        return None;
    };
    let start = attribute_of(start.expr.as_traversal()?, "path")?;
    let is_own = start == "module" || start == "root" && folder.role == Role::Root;
    let rest = rest.strip_prefix('/').filter(|_| is_own)?;
    let (folders, name) = rest.rsplit_once('/').unwrap_or(("", rest));
    let home = resolve(&folder.path, &format!("./{folders}"))?;
    (!name.is_empty()).then(|| join(&home, name))
}
