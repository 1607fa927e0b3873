//! Secret values: where they stand in the text, which variables and outputs must be marked, and what is needed where a value
//! goes. A mark that breaks the next plan is worse than none, so `trouble` says why something is not told.

mod literals;
pub(crate) mod names;
mod trouble;
mod wanted;
pub(super) mod words;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::Attribute;
use minijinja::{Value, context};

use crate::edit::line_number;
use crate::survey::fact::Site;
use crate::survey::terraform::flow::{DEPTH, Flow, Level, Marked};
use crate::survey::terraform::graph::{Declared, Graph, Module, Placed};
use crate::survey::terraform::paths::folder;
use crate::survey::terraform::secrets::literals::{
    Shown, buried, hidden, is_secret_variable, literals, shown_defaults, texts,
};
use crate::survey::terraform::secrets::names::is_secret;
use crate::survey::terraform::source::Source;
use crate::survey::terraform::tree::{Role, Tree};
use crate::survey::terraform::values::ValueFile;
use crate::tree::Literal;

/// What a tree says of its secrets.
#[derive(Default)]
pub(super) struct Secrets {
    /// Whether it has any.
    pub(super) has_some: bool,
    /// Why they cannot be put right.
    pub(super) trouble: Option<String>,
    /// The names of variables that hold one.
    pub(super) names: BTreeSet<String>,
    /// Variables without the mark.
    pub(super) variables: Vec<Site>,
    /// Outputs of roots that must have the mark once the variables do.
    pub(super) outputs: Vec<Site>,
    /// Values that give way to a variable.
    pub(super) literals: Vec<Site>,
    /// Defaults that go.
    pub(super) defaults: Vec<Site>,
    /// Files that declare variables, with those that are to be declared.
    pub(super) undeclared: Vec<Site>,
    /// Calls, each with an argument that it lacks.
    pub(super) missing: Vec<Site>,
    /// Lines of files of values.
    pub(super) settings: Vec<Site>,
    /// Values that only a person can move.
    pub(super) buried: Vec<Site>,
    /// Texts that nobody may see.
    pub(super) hidden: BTreeSet<String>,
}

/// A variable that holds a secret, with its module.
type Variable<'g, 't> = (&'g Module<'t>, &'t str, &'g Declared<'t>);

/// What stands in a tree, for the parts of the answer.
struct Look<'g, 't> {
    graph: &'g Graph<'t>,
    variables: Vec<Variable<'g, 't>>,
    literals: Vec<(&'g Module<'t>, Vec<Shown<'t>>)>,
    settings: Vec<(&'g ValueFile, &'g Attribute)>,
}

impl Secrets {
    pub(super) fn of(tree: &Tree, files: &[ValueFile]) -> Self {
        let is_of_interest = |file: &Source| file.has(Literal::Secret) || file.is_written;
        if files.is_empty() && !tree.files().any(is_of_interest) {
            return Self::default();
        }
        tree.prepare(|file| file.has(Literal::Secret));
        let graph = Graph::of(tree, Literal::Secret);
        let look = Look::at(&graph, files);
        let mut secrets = Self::default();
        secrets
            .names
            .extend(look.variables.iter().map(|(_, name, _)| (*name).to_owned()));
        look.collect_variables(&mut secrets);
        look.collect_literals(&mut secrets);
        look.collect_settings(&mut secrets);
        look.collect_wanted(&mut secrets);
        secrets.collect_buried(tree, files);
        let has_literals = look
            .literals
            .iter()
            .any(|(_, literals)| !literals.is_empty());
        secrets.has_some = has_literals || !look.variables.is_empty() || !look.settings.is_empty();
        if secrets.is_plain() || secrets.trouble.is_some() {
            secrets.trouble = look.trouble(&secrets);
        }
        if secrets.trouble.is_none() {
            look.collect_outputs(&mut secrets);
            secrets.trouble = trouble::in_json(&secrets);
        }
        for list in [
            &mut secrets.variables,
            &mut secrets.outputs,
            &mut secrets.literals,
            &mut secrets.defaults,
            &mut secrets.settings,
            &mut secrets.buried,
        ] {
            Site::sort(list);
        }
        secrets
    }

    /// Whether some secret is shown or printed.
    pub(super) fn is_plain(&self) -> bool {
        let lists = [
            &self.variables,
            &self.literals,
            &self.defaults,
            &self.settings,
        ];
        lists.iter().any(|list| !list.is_empty())
    }

    fn hide(&mut self, text: &str, value: &Expression) {
        for text_of in texts(value) {
            let shown = hidden(text, text_of).and_then(|range| text.get(range));
            self.hidden
                .extend(shown.into_iter().chain(text_of.as_str()).map(str::to_owned));
        }
    }

    fn collect_buried(&mut self, tree: &Tree, files: &[ValueFile]) {
        let sources = tree.files().filter(|file| file.has(Literal::Secret));
        let sources = sources.map(|source| (&source.path, &source.text, &source.body));
        let values = files
            .iter()
            .filter_map(|file| Some((&file.path, &file.text, &**file.body.as_ref().ok()?)));
        for (path, text, body) in sources.chain(values) {
            for value in buried(body) {
                let range = value.span().unwrap_or_default();
                let line = if path.ends_with(".json") {
                    1
                } else {
                    line_number(text, range.start)
                };
                self.buried.push(Site::new(path, range, line));
                self.hide(text, value);
            }
        }
    }
}

impl<'g, 't> Look<'g, 't> {
    fn at(graph: &'g Graph<'t>, files: &'g [ValueFile]) -> Self {
        let modules = || graph.modules.values();
        let variables: Vec<Variable<'g, 't>> = modules()
            .flat_map(|module| {
                module
                    .variables
                    .iter()
                    .map(move |(name, it)| (module, *name, it))
            })
            .filter(|(_, name, variable)| is_secret_variable(name, variable))
            .collect();
        let is_declared = |name: &str| modules().any(|module| module.variables.contains_key(name));
        let takes = |name: &str| {
            let is_known = variables.iter().any(|(_, own, _)| *own == name);
            is_known || is_secret(name) && !is_declared(name)
        };
        let bodies = files
            .iter()
            .filter_map(|file| Some((file, file.body.as_ref().ok()?)));
        let settings = bodies.flat_map(|(file, body)| body.attributes().map(move |it| (file, it)));
        let settings =
            settings.filter(|(_, it)| takes(it.key.as_str()) && !texts(&it.value).is_empty());
        Self {
            graph,
            settings: settings.collect(),
            literals: modules()
                .map(|module| (module, literals(graph, module)))
                .collect(),
            variables,
        }
    }

    /// What would be marked: variables that are not yet, and what gives way to a new one.
    fn marked(&self, wanted: impl Fn(&Variable<'g, 't>) -> bool) -> Marked<'t> {
        let new = self
            .variables
            .iter()
            .filter(|it| !it.2.says("sensitive") && wanted(it));
        let variables: HashSet<(&str, &str)> = new
            .map(|(module, name, _)| (module.folder.path.as_str(), *name))
            .collect();
        let replaced = self
            .literals
            .iter()
            .filter(|(_, literals)| !literals.is_empty());
        let folders = replaced.map(|(module, _)| module.folder.path.as_str());
        let literals = self.literals.iter().flat_map(|(_, literals)| literals);
        Marked {
            folders: folders
                .chain(variables.iter().map(|(folder, _)| *folder))
                .collect(),
            literals: literals
                .map(|literal| std::ptr::from_ref(literal.value.node))
                .collect(),
            variables,
        }
    }

    fn collect_variables(&self, secrets: &mut Secrets) {
        let new = self
            .variables
            .iter()
            .filter(|(_, _, variable)| !variable.says("sensitive"));
        // an override that says otherwise has the last word
        let last = |variable: &Declared<'t>| {
            let blocks = variable
                .blocks()
                .filter(|block| block.node.body.has_attribute("sensitive"));
            blocks.last().unwrap_or(variable.block())
        };
        secrets.variables = new.map(|(_, _, variable)| last(variable).site()).collect();
    }

    fn collect_outputs(&self, secrets: &mut Secrets) {
        let marked = self.marked(|_| true);
        if marked.variables.is_empty() && marked.literals.is_empty() {
            return;
        }
        let flow = Flow::new(self.graph, &marked);
        let mut outputs = flow.outputs();
        outputs.retain(|(_, marks)| marks.level > Level::Clear);
        secrets.outputs = outputs
            .iter()
            .map(|(output, _)| output.block().site())
            .collect();
    }

    fn collect_literals(&self, secrets: &mut Secrets) {
        for (module, name, variable) in &self.variables {
            let set = self.settings.iter().any(|(file, setting)| {
                setting.key.as_str() == *name && self.is_set_by(module, &file.path)
            });
            let mut defaults = shown_defaults(variable);
            for default in &defaults {
                secrets.hide(&default.source.text, &default.node.value);
            }
            // an empty default would take the place of the value, and nobody would notice
            if set && defaults.is_empty() {
                defaults.extend(variable.attribute("default"));
            }
            secrets.defaults.extend(defaults.iter().map(Placed::site));
        }
        for (module, literals) in &self.literals {
            for literal in literals {
                secrets.hide(&literal.value.source.text, literal.value.node);
            }
            match wanted::variables(module, literals) {
                Ok(names) => secrets.literals.extend(
                    literals
                        .iter()
                        .zip(names)
                        .map(|(literal, name)| literal.value.site().with("variable", name)),
                ),
                Err(trouble) => secrets.trouble = secrets.trouble.take().or(Some(trouble)),
            }
        }
    }

    /// Whether a root takes its values from a file: one of its folder, or of a folder for such files alone.
    fn is_set_by(&self, module: &Module<'_>, file: &str) -> bool {
        let home = folder(file);
        let is_own = home == module.folder.path || !self.graph.modules.contains_key(home);
        module.folder.role == Role::Root && is_own
    }

    fn collect_settings(&self, secrets: &mut Secrets) {
        for (file, setting) in &self.settings {
            secrets.hide(&file.text, &setting.value);
            let range = setting.span().unwrap_or_default();
            let line = if file.path.ends_with(".json") {
                1
            } else {
                line_number(&file.text, range.start)
            };
            let site = Site::new(&file.path, range, line);
            secrets
                .settings
                .push(site.with("name", setting.key.as_str()));
        }
    }

    /// Arguments and declarations that are missing now, after a value has gone.
    fn collect_wanted(&self, secrets: &mut Secrets) {
        if let Ok(missing) = wanted::missing(self.graph, wanted::required(self.graph)) {
            let site = |missing: &wanted::Missing<'_, '_>| {
                let site = missing.call.block().site();
                site.with("argument", missing.argument.clone())
                    .with("variable", missing.variable.clone())
            };
            secrets.missing = missing.iter().map(site).collect();
        }
        let mut undeclared: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for module in self.graph.modules.values() {
            let lacks = module
                .folder
                .undeclared_variables()
                .into_iter()
                .filter(|name| is_secret(name));
            let given = |name: &str| match module.folder.role {
                Role::Root => format!("taken from TF_VAR_{name}"),
                Role::Module => "given by whoever calls this module".to_owned(),
            };
            let kind = |name: &str| wanted::kind(self.graph, module, name, DEPTH);
            let variables: Vec<Value> = lacks
                .map(|name| context! { given => given(&name), kind => kind(&name), name })
                .collect();
            if !variables.is_empty() {
                undeclared.insert(module.folder.variable_file().path, variables);
            }
        }
        secrets.undeclared = undeclared
            .into_iter()
            .map(|(path, variables)| Site::new(&path, 0..0, 1).with("variables", variables))
            .collect();
    }
}
