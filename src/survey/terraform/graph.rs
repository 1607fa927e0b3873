//! The folders of a tree as modules: what each declares by name, over all its files, and which folder a call means.
//! This is what a value is followed through.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Attribute, Block, BlockLabel, Body};
use hcl_edit::{Ident, Span};

use crate::survey::fact::Site;
use crate::survey::terraform::paths::resolve;
use crate::survey::terraform::source::Source;
use crate::survey::terraform::tree::{Folder, Tree};
use crate::tree::Literal;

/// The modules of a tree, by folder.
pub(crate) struct Graph<'t> {
    /// Each folder with what its files with a certain literal declare, and those that call a folder.
    pub(crate) modules: BTreeMap<&'t str, Module<'t>>,
    whole: BTreeMap<&'t str, OnceCell<Module<'t>>>,
    callers: BTreeMap<&'t str, Vec<(&'t str, &'t str)>>,
}

/// What one folder declares.
pub(crate) struct Module<'t> {
    /// The folder.
    pub(crate) folder: &'t Folder,
    /// `variable "x"`
    pub(crate) variables: BTreeMap<&'t str, Declared<'t>>,
    /// `output "x"`
    pub(crate) outputs: BTreeMap<&'t str, Declared<'t>>,
    /// `module "x"`
    pub(crate) calls: BTreeMap<&'t str, Declared<'t>>,
    /// Resources by type and name; data sources have `data.` before their type.
    pub(crate) resources: BTreeMap<(String, &'t str), Declared<'t>>,
    /// Each name of `locals`.
    pub(crate) locals: BTreeMap<&'t str, Placed<'t, Attribute>>,
}

/// Something of a file.
pub(crate) struct Placed<'t, T> {
    /// The file.
    pub(crate) source: &'t Source,
    /// What stands there.
    pub(crate) node: &'t T,
}

/// A block with those of `override` files that change it.
pub(crate) struct Declared<'t> {
    blocks: Vec<Placed<'t, Block>>,
}

/// What a call of a module calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target<'t> {
    /// A folder of the tree.
    Folder(&'t str),
    /// A registry, an address, or a folder that is not there.
    Elsewhere,
}

impl<T> Clone for Placed<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Placed<'_, T> {}

impl<T: Span> Placed<'_, T> {
    /// The place of it, or of a part of it, for a verb.
    pub(crate) fn site_of(&self, part: &impl Span) -> Site {
        let range = part.span().unwrap_or_default();
        let line = self.source.line(range.start);
        Site::new(&self.source.path, range, line)
    }

    /// The place of it.
    pub(crate) fn site(&self) -> Site {
        self.site_of(self.node)
    }
}

impl<'t> Declared<'t> {
    /// The block that declares it.
    pub(crate) fn block(&self) -> Placed<'t, Block> {
        self.blocks[0]
    }

    /// Its blocks: the one that declares it, and those that change it.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = Placed<'t, Block>> + Clone {
        self.blocks.iter().copied()
    }

    /// An attribute as the last of the blocks says it.
    pub(crate) fn attribute(&self, key: &str) -> Option<Placed<'t, Attribute>> {
        let mut last = self.blocks.iter().rev();
        last.find_map(|block| {
            let node = block.node.body.get_attribute(key)?;
            Some(Placed {
                source: block.source,
                node,
            })
        })
    }

    /// The value of an attribute.
    pub(crate) fn value(&self, key: &str) -> Option<&'t Expression> {
        Some(&self.attribute(key)?.node.value)
    }

    /// Whether an attribute says `true`.
    pub(crate) fn says(&self, key: &str) -> bool {
        self.value(key).and_then(Expression::as_bool) == Some(true)
    }
}

impl<'t> Graph<'t> {
    /// The modules of `tree`, of which files with this literal are of interest.
    pub(crate) fn of(tree: &'t Tree, literal: Literal) -> Self {
        let is_wanted = |file: &Source| file.has(literal) || file.has(Literal::LocalModule);
        let folders = || tree.folders.iter();
        let part = |folder: &'t Folder| (folder.path.as_str(), Module::of(folder, is_wanted));
        let mut graph = Self {
            modules: folders().map(part).collect(),
            whole: folders()
                .map(|folder| (folder.path.as_str(), OnceCell::new()))
                .collect(),
            callers: BTreeMap::new(),
        };
        let mut callers: BTreeMap<&'t str, Vec<(&'t str, &'t str)>> = BTreeMap::new();
        for (own, module) in &graph.modules {
            for (name, call) in &module.calls {
                if let Target::Folder(path) = graph.target(module, call) {
                    callers.entry(path).or_default().push((own, name));
                }
            }
        }
        graph.callers = callers;
        graph
    }

    /// All that a folder of the tree declares.
    pub(crate) fn whole(&self, path: &str) -> &Module<'t> {
        self.whole[path].get_or_init(|| Module::of(self.modules[path].folder, |_| true))
    }

    /// What a call in `module` calls.
    pub(crate) fn target(&self, module: &Module<'t>, call: &Declared<'t>) -> Target<'t> {
        let source = call.value("source").and_then(Expression::as_str);
        let path = source.and_then(|source| resolve(&module.folder.path, source));
        let folder = path.and_then(|path| self.modules.get_key_value(path.as_str()));
        folder.map_or(Target::Elsewhere, |(path, _)| Target::Folder(path))
    }

    /// The calls of a folder, each with the module that it stands in.
    pub(crate) fn callers(
        &self,
        folder: &str,
    ) -> impl Iterator<Item = (&Module<'t>, &'t str, &Declared<'t>)> {
        let calls = self.callers.get(folder).into_iter().flatten();
        calls.map(|(caller, name)| {
            let module = &self.modules[caller];
            (module, *name, &module.calls[name])
        })
    }
}

impl<'t> Module<'t> {
    fn of(folder: &'t Folder, is_wanted: impl Fn(&Source) -> bool) -> Self {
        let mut module = Self {
            folder,
            variables: BTreeMap::new(),
            outputs: BTreeMap::new(),
            calls: BTreeMap::new(),
            resources: BTreeMap::new(),
            locals: BTreeMap::new(),
        };
        // what an override file says comes on top
        let wanted = folder.files.iter().filter(|file| is_wanted(file));
        let (above, below): (Vec<_>, Vec<_>) = wanted.partition(|file| file.is_override());
        for source in below.into_iter().chain(above) {
            module.read(source);
        }
        module
    }

    fn read(&mut self, source: &'t Source) {
        for node in source.body.blocks() {
            let mut labels = node.labels.iter().map(BlockLabel::as_str);
            let (first, second) = (labels.next(), labels.next());
            let placed = Placed { source, node };
            match (node.ident.as_str(), first, second) {
                ("variable", Some(name), _) => declare(&mut self.variables, name, placed),
                ("output", Some(name), _) => declare(&mut self.outputs, name, placed),
                ("module", Some(name), _) => declare(&mut self.calls, name, placed),
                ("resource", Some(kind), Some(name)) => {
                    declare(&mut self.resources, (kind.to_owned(), name), placed);
                }
                ("data", Some(kind), Some(name)) => {
                    declare(&mut self.resources, (format!("data.{kind}"), name), placed);
                }
                ("locals", _, _) => self.locals.extend(
                    node.body
                        .attributes()
                        .map(|node| (Ident::as_str(&node.key), Placed { source, node })),
                ),
                _ => {}
            }
        }
    }

    /// Every block of its files with a literal, at the top.
    pub(crate) fn blocks(&self, literal: Literal) -> impl Iterator<Item = Placed<'t, Block>> {
        let files = self
            .folder
            .files
            .iter()
            .filter(move |file| file.has(literal));
        files.flat_map(|source| {
            source
                .body
                .blocks()
                .map(move |node| Placed { source, node })
        })
    }
}

fn declare<'t, K: Ord>(into: &mut BTreeMap<K, Declared<'t>>, name: K, block: Placed<'t, Block>) {
    let declared = into
        .entry(name)
        .or_insert_with(|| Declared { blocks: Vec::new() });
    declared.blocks.push(block);
}

/// The bodies of a block and of the blocks in it, at every depth.
pub(crate) fn bodies(block: &Block) -> Vec<&Body> {
    let inner = block.body.blocks().flat_map(bodies);
    std::iter::once(&block.body).chain(inner).collect()
}
