//! From the parser's tree to rows: each node is looked at once, in the order of the text.

use std::num::{NonZeroU16, NonZeroU32};

use ast_grep_core::Doc;
use ast_grep_core::tree_sitter::StrDoc;
use ast_grep_language::SupportLang;

use crate::edit::Lines;
use crate::edit::script::nodes::{DEEPEST, Flags, Kind, Nodes, Row, number};

/// All nodes of a parsed text.
pub(super) fn read(parsed: &StrDoc<SupportLang>) -> Nodes {
    let root = parsed.root_node();
    let mut reader = Reader::at(&root, parsed.get_source());
    let mut cursor = root.walk();
    loop {
        let field = cursor.field_id();
        if let Some(id) = field {
            reader.name_field(id, || cursor.field_name().map(Into::into));
        }
        if reader.enter(&cursor.node(), field) {
            if reader.open.len() > DEEPEST {
                let line = cursor.node().start_position().row + 1;
                return reader.nodes.cut(line);
            }
            cursor.goto_first_child();
            continue;
        }
        // the cursor is told to go on only where there is something: to look and find nothing is its slowest answer
        while reader.leave() {
            cursor.goto_parent();
        }
        if reader.open.is_empty() {
            return reader.nodes;
        }
        cursor.goto_next_sibling();
    }
}

/// A node as the parser has it.
type Parsed<'t> = <StrDoc<SupportLang> as Doc>::Node<'t>;

/// Makes rows of the parser's nodes, which it is shown in the order of the text.
struct Reader {
    nodes: Nodes,
    /// The nodes around the next one, outermost first.
    open: Vec<Open>,
    has_errors: bool,
}

/// A node whose children are being taken in.
struct Open {
    at: u32,
    /// How many of its children are still to come.
    left: u32,
    /// The last of its children so far.
    last: Option<u32>,
}

impl Reader {
    fn at(root: &Parsed<'_>, text: &str) -> Self {
        Self {
            nodes: Nodes {
                rows: Vec::with_capacity(root.descendant_count()),
                lines: Lines::of(text),
                kinds: Vec::new(),
                fields: Vec::new(),
                too_deep: None,
            },
            open: Vec::new(),
            has_errors: root.has_error(),
        }
    }

    /// Takes the next node in; says whether it has children, which come next then.
    fn enter(&mut self, node: &Parsed<'_>, field: Option<NonZeroU16>) -> bool {
        let at = number(self.nodes.rows.len());
        self.name_kind(node);
        let children = node.child_count();
        let (parent, before) = match self.open.last_mut() {
            Some(above) => {
                above.left -= 1;
                (above.at, above.last.replace(at).and_then(NonZeroU32::new))
            }
            None => (at, None),
        };
        self.nodes.rows.push(Row {
            range: number(node.start_byte())..number(node.end_byte()),
            kind_id: node.kind_id(),
            field,
            is: Flags {
                missing: self.has_errors && node.is_missing(),
                extra: node.is_extra(),
                error: self.has_errors && node.is_error(),
                broken: self.has_errors && node.has_error(),
            },
            parent,
            before,
            children,
            behind: at + 1,
        });
        if children > 0 {
            self.open.push(Open {
                at,
                left: children,
                last: None,
            });
        }
        children > 0
    }

    /// Leaves the innermost open node; false where one of its children is still to come.
    fn leave(&mut self) -> bool {
        let Some(done) = self.open.pop_if(|above| above.left == 0) else {
            return false;
        };
        self.nodes.rows[done.at as usize].behind = number(self.nodes.rows.len());
        true
    }

    /// Takes in the kind of a node. The parser is asked once a kind.
    fn name_kind(&mut self, node: &Parsed<'_>) {
        let id = usize::from(node.kind_id());
        let kinds = &mut self.nodes.kinds;
        if kinds.len() <= id {
            kinds.resize_with(id + 1, || None);
        }
        kinds[id].get_or_insert_with(|| Kind {
            name: node.kind().into(),
            named: node.is_named(),
        });
    }

    fn name_field(&mut self, id: NonZeroU16, name: impl FnOnce() -> Option<Box<str>>) {
        let id = usize::from(id.get());
        if self.nodes.fields.len() <= id {
            self.nodes.fields.resize(id + 1, None);
        }
        if self.nodes.fields[id].is_none() {
            self.nodes.fields[id] = name();
        }
    }
}
