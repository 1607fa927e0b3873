//! The environment to come: which one it is derived from, where it goes, and which hosts it has.

use std::collections::BTreeMap;

use hcl_edit::expr::Expression;
use hcl_edit::structure::Block;

use crate::survey::environments::{Told, production_beside, stage, told_by_path, words};
use crate::survey::terraform::environments::sayings::Sayings;
use crate::survey::terraform::environments::{Evidence, Standing};
use crate::survey::terraform::machines::{is_machine, machines, serves};
use crate::survey::terraform::paths::{folder, join, parts, path, resolve};
use crate::survey::terraform::source::{Declared, Source};
use crate::survey::terraform::tree::{Folder, Tree};

/// What a new environment follows from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    /// The folder of the environment that is nearest to production.
    pub(crate) reference: String,
    /// The folder to come, beside it.
    pub(crate) folder: String,
    /// The word for the reference in what it says: `dev`.
    pub(crate) stage: String,
    /// The word for production: `prod`.
    pub(crate) word: String,
    /// The folder that the reference's modules lie in.
    pub(crate) modules: String,
    /// The hosts for applications that it calls, in order.
    pub(crate) hosts: Vec<Host>,
}

impl Plan {
    /// The word of the reference's folder for it, and that of the folder to come.
    pub(crate) fn folder_words(&self) -> (String, String) {
        let name = parts(&self.reference).last().copied().unwrap_or_default();
        let stage = stage(name).unwrap_or(&self.stage).to_lowercase();
        (stage, self.word.clone())
    }
}

/// A host that an environment calls as a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Host {
    /// `app_server`, of `module "app_server"`
    pub(crate) call: String,
    /// The same as a name: `app-server`
    pub(crate) name: String,
    /// The folder of the module; none where it comes from a registry.
    pub(crate) module: Option<String>,
    /// Whether there may be several of its kind.
    pub(crate) is_many: bool,
}

/// An environment among the roots.
struct Environment<'t> {
    root: &'t Folder,
    /// The folder that has the name.
    home: String,
    /// The name.
    name: String,
    /// How far it is from production.
    rank: usize,
}

/// The plan for a tree without production, or why there is none.
pub(super) fn of(tree: &Tree, roots: &[&Folder]) -> Standing {
    let all: Vec<Environment<'_>> = roots.iter().copied().filter_map(environment).collect();
    let Some(nearest) = all.iter().min_by_key(|it| it.rank) else {
        return Standing::Unconcerned;
    };
    let alike: Vec<&Environment<'_>> = all.iter().filter(|it| it.rank == nearest.rank).collect();
    if let Some(other) = alike.iter().find(|it| it.home != nearest.home) {
        let (one, two) = (&nearest.home, &other.home);
        let reason = format!("`{one}` and `{two}` are equally near to production");
        return Standing::Unclear(Evidence::at(nearest.root, reason));
    }
    if alike.len() > 1 || nearest.root.path != nearest.home {
        let home = &nearest.home;
        let reason = format!("`{home}` is applied in parts; add the parts of production by hand");
        return Standing::Unknown(Evidence::at(nearest.root, reason));
    }
    let reference = nearest.root;
    if let Some(evidence) = unreadable(tree, reference) {
        return Standing::Unknown(evidence);
    }
    let Some(modules) = modules(tree, reference) else {
        let reason = "it calls no module of this repository that another environment could call";
        return Standing::Unclear(Evidence::at(reference, reason));
    };
    // only a word for an environment is one: under that name may stand anything
    let said = |root: &Folder| {
        let mut values = root
            .files
            .iter()
            .filter_map(|file| Sayings::of(&file.body).environment);
        values.find_map(|value| stage(&value).map(str::to_owned))
    };
    let is_in_full = all
        .iter()
        .any(|it| said(it.root).as_deref() == Some("development"));
    let production = production_beside(all.iter().map(|it| it.name.as_str()));
    let own = stage(&nearest.name);
    Standing::Missing(Plan {
        folder: join(folder(&nearest.home), &renamed(&nearest.name, production)),
        stage: said(reference).unwrap_or_else(|| own.unwrap_or(&nearest.name).to_owned()),
        word: if is_in_full { "production" } else { "prod" }.to_owned(),
        hosts: hosts(tree, reference),
        reference: reference.path.clone(),
        modules,
    })
}

fn environment(root: &Folder) -> Option<Environment<'_>> {
    let Some((Told::Other(rank), at)) = told_by_path(&root.path) else {
        return None;
    };
    let parts = parts(&root.path);
    Some(Environment {
        root,
        home: path(&parts[..=at]),
        name: parts[at].to_owned(),
        rank,
    })
}

/// The name of a folder with the word for its environment replaced: `aws-dev` becomes `aws-prod`.
fn renamed(name: &str, production: &str) -> String {
    let Some(stage) = stage(name) else {
        return production.to_owned();
    };
    let mut at = 0;
    for word in words(name) {
        let start = at + name[at..].find(word).expect("it is a word of the name");
        if word == stage {
            return format!(
                "{}{production}{}",
                &name[..start],
                &name[start + word.len()..]
            );
        }
        at = start + word.len();
    }
    production.to_owned()
}

/// Something of the reference that cannot be copied and changed.
fn unreadable(tree: &Tree, reference: &Folder) -> Option<Evidence> {
    let odd = reference
        .files
        .iter()
        .find(|file| file.is_json() || file.is_override());
    if let Some(file) = odd {
        let path = &file.path;
        let what = if file.is_json() {
            "is JSON, which is not edited"
        } else {
            "changes what other files declare"
        };
        let reason =
            format!("`{path}` {what}; write it as plain HCL, or add the environment by hand");
        return Some(Evidence::new(path, 1, reason));
    }
    calls(reference).find_map(|(file, call)| {
        let name = call.labels.first().map_or("", |label| label.as_str());
        let source = call
            .body
            .get_attribute("source")
            .map(|source| &source.value);
        let Some(text) = source.and_then(Expression::as_str) else {
            let reason = format!("the source of `module.{name}` is no plain text");
            return Some(Evidence::within(file, call, reason));
        };
        let is_local = text.starts_with("./") || text.starts_with("../");
        let is_there = called(tree, reference, text).is_some();
        let reason = format!("`module.{name}` calls `{text}`, where no module is");
        (is_local && !is_there).then(|| Evidence::within(file, call, reason))
    })
}

/// The calls of a folder, each with its file.
fn calls(root: &Folder) -> impl Iterator<Item = (&Source, &Block)> {
    let files = root.files.iter();
    files.flat_map(|file| file.body.get_blocks("module").map(move |call| (file, call)))
}

fn called<'t>(tree: &'t Tree, caller: &Folder, source: &str) -> Option<&'t Folder> {
    let path = resolve(&caller.path, source)?;
    tree.folders.iter().find(|folder| folder.path == path)
}

/// The folder that most modules of the reference lie in.
fn modules(tree: &Tree, reference: &Folder) -> Option<String> {
    let mut homes: BTreeMap<&str, usize> = BTreeMap::new();
    for declared in reference.declared() {
        if let Some(module) = called(tree, reference, &declared.kind) {
            *homes.entry(folder(&module.path)).or_default() += 1;
        }
    }
    let most = homes
        .iter()
        .max_by_key(|(path, count)| (**count, std::cmp::Reverse(**path)));
    most.map(|(path, _)| (*path).to_owned())
}

/// The hosts for applications that a root calls as modules, in order of their place.
pub(crate) fn hosts(tree: &Tree, root: &Folder) -> Vec<Host> {
    let host = |declared: &Declared| {
        let module = called(tree, root, &declared.kind);
        let inside = module
            .map(|module| machines(tree, module, 0))
            .unwrap_or_default();
        let is_host =
            !inside.is_empty() || is_machine(&declared.kind) && declared.kind.contains('/');
        let is_many = declared.is_many || inside.len() > 1 || inside.iter().any(|it| it.is_many);
        (is_host && serves(&declared.name)).then(|| Host {
            call: declared.name.clone(),
            name: declared.name.replace('_', "-"),
            module: module.map(|module| module.path.clone()),
            is_many,
        })
    };
    root.declared().filter_map(host).collect()
}
