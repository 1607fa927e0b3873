//! Which values would become sensitive if some variables were: Terraform's marks, followed through expressions, attributes and
//! calls of modules. What is sensitive today counts as clear, for today's plan is content with it.
//!
//! A mark goes by value: an object with a marked member is not marked itself, so `{ a = var.secret }` may stand in a `for_each`.

mod expressions;
mod marks;
mod names;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use hcl_edit::expr::Expression;
use hcl_edit::structure::Block;

use crate::survey::terraform::flow::marks::{Env, Part, each, iterator};
use crate::survey::terraform::graph::{Declared, Graph, Module, Target};
use crate::survey::terraform::tree::Role;

pub(crate) use crate::survey::terraform::flow::marks::{Level, Marks};

/// How deep modules may call each other before nothing is said of them.
pub(crate) const DEPTH: usize = 16;

/// How many calls are followed in all.
const SCOPES: usize = 4096;

/// What would be marked.
#[derive(Default)]
pub(crate) struct Marked<'t> {
    /// Variables, by folder and name.
    pub(crate) variables: HashSet<(&'t str, &'t str)>,
    /// Expressions that give way to such a variable.
    pub(crate) literals: HashSet<*const Expression>,
    /// The folders of both.
    pub(crate) folders: HashSet<&'t str>,
}

/// A module as one call of it sees it.
struct Scope<'t> {
    folder: &'t str,
    /// The scope and the name of its call.
    caller: Option<(usize, &'t str)>,
    calls: HashMap<&'t str, usize>,
    /// Whether something of it, or of what it calls, would be marked.
    marks: bool,
}

/// A name of a scope, and the way into what it means.
type Asked = (usize, String, Vec<Part>);

/// Where marks go. Of a module that none can reach nothing is read.
pub(crate) struct Flow<'g, 't> {
    graph: &'g Graph<'t>,
    marked: &'g Marked<'t>,
    scopes: Vec<Scope<'t>>,
    known: RefCell<HashMap<Asked, Marks>>,
    reached: RefCell<HashMap<usize, bool>>,
    /// Whether every call was followed.
    pub(crate) is_whole: bool,
}

impl<'g, 't> Flow<'g, 't> {
    pub(crate) fn new(graph: &'g Graph<'t>, marked: &'g Marked<'t>) -> Self {
        let mut flow = Self {
            graph,
            marked,
            scopes: Vec::new(),
            known: RefCell::default(),
            reached: RefCell::default(),
            is_whole: true,
        };
        for path in graph.modules.keys() {
            if graph.callers(path).next().is_none() {
                flow.enter(path, None, 0);
            }
        }
        flow
    }

    fn enter(&mut self, folder: &'t str, caller: Option<(usize, &'t str)>, depth: usize) -> usize {
        let own = self.scopes.len();
        let marks = self.marked.folders.contains(folder);
        self.scopes.push(Scope {
            folder,
            caller,
            calls: HashMap::new(),
            marks,
        });
        let module = &self.graph.modules[folder];
        for (name, call) in &module.calls {
            if let Target::Folder(path) = self.graph.target(module, call) {
                if depth == DEPTH || self.scopes.len() > SCOPES {
                    self.is_whole = false;
                    break;
                }
                let called = self.enter(path, Some((own, name)), depth + 1);
                self.scopes[own].marks |= self.scopes[called].marks;
                self.scopes[own].calls.insert(name, called);
            }
        }
        own
    }

    fn module(&self, at: usize) -> &'g Module<'t> {
        self.graph.whole(self.scopes[at].folder)
    }

    /// The scope and the call that a scope is given its values by.
    fn caller(&self, at: usize) -> Option<(usize, &'g Declared<'t>)> {
        let (caller, name) = self.scopes[at].caller?;
        Some((caller, self.module(caller).calls.get(name)?))
    }

    /// Whether a mark can be in a scope: from below, or given by its call.
    fn is_reached(&self, at: usize) -> bool {
        if self.scopes[at].marks {
            return true;
        }
        if let Some(known) = self.reached.borrow().get(&at) {
            return *known;
        }
        // what would be given by way of itself is nothing more
        self.reached.borrow_mut().insert(at, false);
        let caller = self.scopes[at]
            .caller
            .filter(|(caller, _)| self.is_reached(*caller));
        let given = caller.and_then(|_| self.caller(at));
        let reached =
            given.is_some_and(|(caller, call)| self.of_arguments(caller, call) != Marks::default());
        self.reached.borrow_mut().insert(at, reached);
        reached
    }

    fn reached(&self) -> impl Iterator<Item = usize> {
        (0..self.scopes.len()).filter(|at| self.is_reached(*at))
    }

    /// The outputs of roots that would be marked and do not say so.
    pub(crate) fn outputs(&self) -> Vec<(&'g Declared<'t>, Marks)> {
        let roots = self.reached().filter(|at| {
            let is_root = self.module(*at).folder.role == Role::Root;
            self.scopes[*at].caller.is_none() && is_root
        });
        let outputs = roots.flat_map(|at| {
            self.module(at)
                .outputs
                .values()
                .map(move |output| (at, output))
        });
        let silent = outputs.filter(|(_, output)| !output.says("sensitive"));
        let marks = silent.map(|(at, output)| {
            let value = output
                .value("value")
                .map(|value| self.marks(at, value, &[], None));
            (output, value.unwrap_or_default())
        });
        marks
            .filter(|(_, marks)| *marks != Marks::default())
            .collect()
    }

    /// The `for_each` that Terraform would refuse, each with the block that has it.
    pub(crate) fn refused(&self) -> Vec<(&'g Declared<'t>, Marks)> {
        let declared = self.reached().flat_map(|at| {
            let module = self.module(at);
            let declared = module.resources.values().chain(module.calls.values());
            declared.map(move |declared| (at, declared))
        });
        let marks = declared.map(|(at, declared)| (declared, self.of_collections(at, declared)));
        let refused =
            marks.filter(|(_, marks)| marks.level == Level::Whole || marks.unknown.is_some());
        refused.collect()
    }

    /// Calls of modules elsewhere that would get a marked value.
    pub(crate) fn given_away(&self) -> Vec<&'g Declared<'t>> {
        let calls = self.reached().flat_map(|at| {
            self.module(at)
                .calls
                .iter()
                .map(move |(name, call)| (at, *name, call))
        });
        let elsewhere = calls.filter(|(at, name, _)| !self.scopes[*at].calls.contains_key(name));
        let marked =
            elsewhere.filter(|(at, _, call)| self.of_arguments(*at, call).level > Level::Clear);
        marked.map(|(_, _, call)| call).collect()
    }

    fn of_collections(&self, at: usize, declared: &'g Declared<'t>) -> Marks {
        let own = declared
            .value("for_each")
            .map(|all| self.marks(at, all, &[], None));
        let each = each(declared);
        let inner = declared.blocks().flat_map(|block| block.node.body.blocks());
        let inner = inner.map(|block| self.of_dynamic(at, block, each.as_ref()));
        Marks::all(own.into_iter().map(Marks::of_shape).chain(inner))
    }

    fn of_dynamic(&self, at: usize, block: &Block, env: Env<'_>) -> Marks {
        let iterator = iterator(block, env);
        let own = iterator
            .as_ref()
            .map(|it| self.marks(at, it.collection, &[], env).of_shape());
        let env = iterator.as_ref().or(env);
        let inner = block
            .body
            .blocks()
            .map(|block| self.of_dynamic(at, block, env));
        Marks::all(own.into_iter().chain(inner))
    }

    fn of_arguments(&self, at: usize, call: &'g Declared<'t>) -> Marks {
        let each = each(call);
        let arguments = call.blocks().flat_map(|block| block.node.body.attributes());
        Marks::all(arguments.map(|argument| self.marks(at, &argument.value, &[], each.as_ref())))
    }
}
