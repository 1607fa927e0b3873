//! What a secret that no longer stands in the text needs: a variable in its place, an argument in every call of its module, and
//! a variable for each of these, up to the roots.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use hcl_edit::Span;

use crate::survey::terraform::graph::{Declared, Graph, Module, Target};
use crate::survey::terraform::host::is_variable;
use crate::survey::terraform::secrets::literals::{Shown, is_secret_variable};
use crate::survey::terraform::tree::Role;

/// An argument that a call lacks.
pub(super) struct Missing<'g, 't> {
    /// The call.
    pub(super) call: &'g Declared<'t>,
    /// The argument.
    pub(super) argument: String,
    /// The variable of the calling folder that gives it.
    pub(super) variable: String,
}

/// A variable that a folder wants from its callers.
pub(super) type Want<'t> = (&'t str, String);

/// Why there is no way for a value.
pub(super) type Trouble = String;

/// The variables of called modules that a call must give a value: those without a default.
pub(super) fn required<'t>(graph: &Graph<'t>) -> Vec<Want<'t>> {
    let modules = graph.modules.iter();
    let wants = modules.flat_map(|(path, module)| {
        let variables = module.variables.iter();
        let required = variables
            .filter(|(name, it)| is_secret_variable(name, it) && it.attribute("default").is_none());
        required.map(move |(name, _)| (*path, (*name).to_owned()))
    });
    wants.collect()
}

/// The arguments that calls lack for these variables, and for those that follow from them.
pub(super) fn missing<'g, 't>(
    graph: &'g Graph<'t>,
    wants: Vec<Want<'t>>,
) -> Result<Vec<Missing<'g, 't>>, Trouble> {
    let mut left = VecDeque::from(wants);
    let mut chosen: BTreeMap<(&str, &str, String), String> = BTreeMap::new();
    let mut taken: BTreeSet<(&str, String)> = BTreeSet::new();
    let mut missing = Vec::new();
    while let Some((path, name)) = left.pop_front() {
        for (caller, label, call) in graph
            .callers(path)
            .filter(|(_, _, call)| call.attribute(&name).is_none())
        {
            let own = caller.folder.path.as_str();
            let block = call.block();
            if block.source.is_json() {
                return Err(format!(
                    "`{}` calls `{path}` in JSON, which is not edited; give it `{name}` there",
                    block.source.path
                ));
            }
            let key = (own, path, name.clone());
            let free = || {
                let mut names = [name.clone(), format!("{label}_{name}")].into_iter();
                names.find(|name| {
                    let is_declared = caller.variables.contains_key(name.as_str());
                    !is_declared && !taken.contains(&(own, name.clone()))
                })
            };
            let known = chosen.get(&key).cloned().or_else(free);
            let variable = known.ok_or_else(|| taken_name(caller, &name))?;
            if chosen.insert(key, variable.clone()).is_none() {
                taken.insert((own, variable.clone()));
                left.push_back((own, variable.clone()));
            }
            missing.push(Missing {
                call,
                argument: name.clone(),
                variable,
            });
        }
    }
    Ok(missing)
}

/// The variables by which the literals of a folder are replaced, in order.
pub(super) fn variables(
    module: &Module<'_>,
    literals: &[Shown<'_>],
) -> Result<Vec<String>, Trouble> {
    let text = |literal: &Shown<'_>| {
        let span = literal.value.node.span().unwrap_or_default();
        literal.value.source.text.get(span).map(str::to_owned)
    };
    let name = |literal: &Shown<'_>| {
        let same: BTreeSet<Option<String>> = literals
            .iter()
            .filter(|other| other.key == literal.key)
            .map(text)
            .collect();
        // `password` alone tells nothing, nor does one name for several values
        let own = literal.key.to_owned();
        let longer = format!("{}_{}", literal.of.replace('-', "_"), literal.key);
        let plain = literal.key.contains('_') && same.len() == 1;
        let names = if plain {
            [own, longer]
        } else {
            [longer.clone(), longer]
        };
        let free = names
            .into_iter()
            .find(|name| !module.variables.contains_key(name.as_str()));
        free.ok_or_else(|| taken_name(module, literal.key))
    };
    literals.iter().map(name).collect()
}

/// The type of a variable, by what it is handed on to where nobody declares it yet.
pub(super) fn kind<'t>(graph: &Graph<'t>, module: &Module<'t>, name: &str, depth: usize) -> String {
    const USUAL: &str = "string";
    if let Some(variable) = module.variables.get(name) {
        let kind = variable.attribute("type");
        let text = kind.and_then(|kind| kind.source.text.get(kind.node.value.span()?));
        return text.map_or_else(
            || USUAL.to_owned(),
            |text| text.trim_matches('"').to_owned(),
        );
    }
    let calls = module.calls.values().filter(|_| depth > 0);
    let mut given = calls.filter_map(|call| {
        let Target::Folder(path) = graph.target(module, call) else {
            return None;
        };
        let arguments = call.blocks().flat_map(|block| block.node.body.attributes());
        let mut handed = arguments.filter(|it| is_variable(&it.value, name));
        Some(kind(
            graph,
            &graph.modules[path],
            handed.next()?.key.as_str(),
            depth - 1,
        ))
    });
    given.next().unwrap_or_else(|| USUAL.to_owned())
}

fn taken_name(module: &Module<'_>, name: &str) -> Trouble {
    let folder = &module.folder.path;
    format!(
        "`{folder}` needs a variable for `{name}`, and the names for it are taken; give it one by hand"
    )
}

/// Why nobody can be told to give a folder a value: nobody here calls it.
pub(super) fn uncalled(graph: &Graph<'_>, path: &str, name: &str) -> Option<Trouble> {
    let module = &graph.modules[path];
    let unknown = module.folder.role == Role::Module && graph.callers(path).next().is_none();
    unknown.then(|| format!("nothing here calls `{path}`, and whoever does must give it `{name}` once its value is gone; make it required by hand"))
}
