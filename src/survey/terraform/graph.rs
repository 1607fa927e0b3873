//! The folders of a tree as modules: what each declares by name, over all its files, and which folder a call means.
//! This is what a value is followed through.

use std::collections::BTreeMap;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Attribute, Block, Body};
use hcl_edit::{Ident, Span};

use crate::survey::fact::Site;
use crate::survey::terraform::paths::resolve;
use crate::survey::terraform::source::Source;
use crate::survey::terraform::tree::{Folder, Tree};

/// The modules of a tree, by folder.
pub(crate) struct Graph<'t> {
    /// Each folder as a module.
    pub(crate) modules: BTreeMap<&'t str, Module<'t>>,
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
    /// A folder of the tree whose files were all read.
    Folder(&'t str),
    /// A registry, an address, or a folder of which not all is known.
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
    pub(crate) fn of(tree: &'t Tree) -> Self {
        let modules = tree.folders.iter();
        let modules = modules.map(|folder| (folder.path.as_str(), Module::of(folder)));
        Self {
            modules: modules.collect(),
        }
    }

    /// What a call in `module` calls.
    pub(crate) fn target(&self, module: &Module<'t>, call: &Declared<'t>) -> Target<'t> {
        let source = call.value("source").and_then(Expression::as_str);
        let path = source.and_then(|source| resolve(&module.folder.path, source));
        let folder = path.and_then(|path| self.modules.get_key_value(path.as_str()));
        match folder {
            Some((path, module)) if module.folder.unreadable.is_empty() => Target::Folder(path),
            _ => Target::Elsewhere,
        }
    }

    /// The calls of a folder, each with the module that it stands in.
    pub(crate) fn callers<'g>(
        &'g self,
        folder: &'g str,
    ) -> impl Iterator<Item = (&'g Module<'t>, &'t str, &'g Declared<'t>)> {
        self.modules.values().flat_map(move |module| {
            let calls = module.calls.iter();
            let calls =
                calls.filter(move |(_, call)| self.target(module, call) == Target::Folder(folder));
            calls.map(move |(name, call)| (module, *name, call))
        })
    }
}

impl<'t> Module<'t> {
    fn of(folder: &'t Folder) -> Self {
        let mut module = Self {
            folder,
            variables: BTreeMap::new(),
            outputs: BTreeMap::new(),
            calls: BTreeMap::new(),
            resources: BTreeMap::new(),
            locals: BTreeMap::new(),
        };
        // what an override file says comes on top
        let (above, below): (Vec<_>, Vec<_>) =
            folder.files.iter().partition(|file| file.is_override());
        for source in below.into_iter().chain(above) {
            module.read(source);
        }
        module
    }

    fn read(&mut self, source: &'t Source) {
        for node in source.body.blocks() {
            let mut labels = node.labels.iter().map(|label| label.as_str());
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

    /// Every block of its files, at the top.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = Placed<'t, Block>> {
        let files = self.folder.files.iter();
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
pub(crate) fn bodies<'t>(block: &'t Block) -> Vec<&'t Body> {
    let inner = block.body.blocks().flat_map(bodies);
    std::iter::once(&block.body).chain(inner).collect()
}
