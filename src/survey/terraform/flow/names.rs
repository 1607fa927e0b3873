//! Marks of what a name means: a variable by what its callers give, an output by what its module says, an attribute by what is
//! written in its resource.

use hcl_edit::structure::Body;

use crate::survey::terraform::flow::Flow;
use crate::survey::terraform::flow::marks::{
    Bound, Env, Level, Marks, Of, Part, below_instance, each, iterator,
};

impl Flow<'_, '_> {
    pub(super) fn of_root(&self, at: usize, root: &str, path: &[Part], env: Env<'_>) -> Marks {
        let mut names = env;
        while let Some(bound) = names {
            if bound.name == root {
                return self.of_bound(at, bound, path);
            }
            names = bound.outer;
        }
        let labels = if root == "data" { 2 } else { 1 };
        let mut name = root.to_owned();
        for label in path.iter().take(labels) {
            let Part::Key(label) = label else {
                return Marks::default();
            };
            name = format!("{name}.{label}");
        }
        let rest = path.get(labels..).unwrap_or_default();
        let key = (at, name.clone(), rest.to_vec());
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        // what refers to itself adds nothing
        self.known
            .borrow_mut()
            .insert(key.clone(), Marks::default());
        let marks = self.of_name(at, &name, rest);
        self.known.borrow_mut().insert(key, marks.clone());
        marks
    }

    fn of_bound(&self, at: usize, bound: &Bound<'_>, path: &[Part]) -> Marks {
        let element = |rest: &[Part]| {
            self.marks(
                at,
                bound.collection,
                &[&[Part::Any], rest].concat(),
                bound.outer,
            )
        };
        let keys = || {
            self.marks(at, bound.collection, &[], bound.outer)
                .of_shape()
        };
        match (bound.of, path.split_first()) {
            (Of::Value, _) => element(path),
            (Of::Both, Some((Part::Key(name), rest))) if name == "value" => element(rest),
            (Of::Key | Of::Both, _) => keys(),
        }
    }

    /// What a name of the module means: `var.x`, `local.x`, `module.x`, `kind.x`, `data.kind.x`.
    fn of_name(&self, at: usize, name: &str, path: &[Part]) -> Marks {
        let module = self.module(at);
        let Some((root, own)) = name.rsplit_once('.') else {
            return Marks::default();
        };
        match root {
            "var" => self.of_variable(at, own, path),
            "local" => module.locals.get(own).map_or_else(Marks::default, |local| {
                self.marks(at, &local.node.value, path, None)
            }),
            "module" => self.of_module(at, own, below_instance(path)),
            kind => match module.resources.get_key_value(&(kind.to_owned(), own)) {
                Some((_, resource)) => {
                    let each = each(resource);
                    let bodies = resource.blocks().map(|block| &block.node.body);
                    self.of_bodies(at, bodies, below_instance(path), each.as_ref())
                }
                None => Marks::default(),
            },
        }
    }

    fn of_variable(&self, at: usize, name: &str, path: &[Part]) -> Marks {
        let scope = &self.scopes[at];
        let variable = self.module(at).variables.get_key_value(name);
        match (variable, self.caller(at)) {
            (Some((name, _)), _) if self.marked.variables.contains(&(scope.folder, *name)) => {
                Marks::WHOLE
            }
            (Some((_, variable)), _) if variable.says("sensitive") => Marks::default(),
            (_, Some((caller, call))) => {
                let each = each(call);
                call.value(name).map_or_else(Marks::default, |value| {
                    self.marks(caller, value, path, each.as_ref())
                })
            }
            _ => Marks::default(),
        }
    }

    fn of_module(&self, at: usize, name: &str, path: &[Part]) -> Marks {
        let Some(call) = self.module(at).calls.get(name) else {
            return Marks::default();
        };
        let called = self.scopes[at].calls.get(name).copied();
        let is_known = |called: &usize| {
            self.graph.modules[self.scopes[*called].folder]
                .folder
                .is_readable()
        };
        let called = match called {
            Some(called) if !self.is_reached(called) => return Marks::default(),
            called => called.filter(is_known),
        };
        let Some(called) = called else {
            let given = self.of_arguments(at, call);
            let unknown = (given != Marks::default()).then(|| format!("module.{name}"));
            return Marks {
                level: Level::Clear,
                unknown,
            };
        };
        let outputs = self.module(called).outputs.iter();
        let rest = path.get(1..).unwrap_or_default();
        let wanted = outputs.filter(|(output, _)| match path.first() {
            Some(Part::Key(own) | Part::Index(own)) => own == *output,
            _ => true,
        });
        // that an output of a module called is sensitive hides it in the plan of nobody: the value alone is marked
        let marks = Marks::all(wanted.filter_map(|(_, output)| {
            Some(self.marks(called, output.value("value")?, rest, None))
        }));
        if path.is_empty() {
            marks.around()
        } else {
            marks
        }
    }

    /// What stands at `path` in a resource or in a block of it; what is not written there AWS makes up, and marks itself.
    fn of_bodies<'e>(
        &self,
        at: usize,
        bodies: impl Iterator<Item = &'e Body> + Clone,
        path: &[Part],
        env: Env<'_>,
    ) -> Marks {
        let wanted = match path.first() {
            Some(Part::Key(name) | Part::Index(name)) => Some(name.as_str()),
            _ => None,
        };
        let rest = path.get(1..).unwrap_or_default();
        let is_it = |name: &str| wanted.is_none_or(|wanted| wanted == name);
        let attributes = bodies
            .clone()
            .flat_map(Body::attributes)
            .filter(|attribute| is_it(attribute.key.as_str()));
        let attributes = attributes.map(|attribute| self.marks(at, &attribute.value, rest, env));
        let blocks = bodies.flat_map(Body::blocks).map(|block| {
            let iterator = iterator(block, env);
            let (name, content) = match block.labels.first().filter(|_| iterator.is_some()) {
                Some(label) => (
                    label.as_str(),
                    block
                        .body
                        .get_blocks("content")
                        .map(|block| &block.body)
                        .collect(),
                ),
                None => (block.ident.as_str(), vec![&block.body]),
            };
            let inside = || {
                self.of_bodies(
                    at,
                    content.iter().copied(),
                    below_instance(rest),
                    iterator.as_ref().or(env),
                )
            };
            if is_it(name) {
                inside()
            } else {
                Marks::default()
            }
        });
        let marks = Marks::all(attributes).join(Marks::all(blocks));
        if wanted.is_none() {
            marks.around()
        } else {
            marks
        }
    }
}
