//! From the parser's tree to rows: each node is looked at once, in the order of the text.

use std::num::NonZeroU16;

use ast_grep_core::Doc;
use ast_grep_core::tree_sitter::StrDoc;
use ast_grep_language::SupportLang;

use crate::edit::script::nodes::{DEEPEST, Flags, Nodes, Point, Row, number};

/// All nodes of a parsed text.
pub(super) fn read(parsed: &StrDoc<SupportLang>) -> Nodes {
    let root = parsed.root_node();
    let mut reader = Reader::at(&root);
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
    /// By the number of each kind: where it stands in `kinds`, and whether such nodes have a name.
    kinds: Vec<Option<(u16, bool)>>,
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
    fn at(root: &Parsed<'_>) -> Self {
        Self {
            nodes: Nodes {
                rows: Vec::with_capacity(root.descendant_count()),
                kinds: Vec::new(),
                fields: Vec::new(),
                too_deep: None,
            },
            kinds: Vec::new(),
            open: Vec::new(),
            has_errors: root.has_error(),
        }
    }

    /// Takes the next node in; says whether it has children, which come next then.
    fn enter(&mut self, node: &Parsed<'_>, field: Option<NonZeroU16>) -> bool {
        let at = number(self.nodes.rows.len());
        let (kind, named) = self.kind(node);
        let children = node.child_count();
        let (parent, before) = match self.open.last_mut() {
            Some(above) => {
                above.left -= 1;
                (Some(above.at), above.last.replace(at))
            }
            None => (None, None),
        };
        let (start, end) = (node.start_position(), node.end_position());
        self.nodes.rows.push(Row {
            range: number(node.start_byte())..number(node.end_byte()),
            start: Point::new(start.row, start.column),
            end: Point::new(end.row, end.column),
            kind_id: node.kind_id(),
            kind,
            field,
            is: Flags {
                named,
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

    /// Where the kind of a node stands in `kinds`, and whether such nodes have a name. The parser is asked once a kind.
    fn kind(&mut self, node: &Parsed<'_>) -> (u16, bool) {
        let id = usize::from(node.kind_id());
        if self.kinds.len() <= id {
            self.kinds.resize(id + 1, None);
        }
        *self.kinds[id].get_or_insert_with(|| {
            self.nodes.kinds.push(node.kind().into());
            let kind = u16::try_from(self.nodes.kinds.len() - 1);
            (
                kind.expect("a grammar numbers its kinds with 16 bits"),
                node.is_named(),
            )
        })
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
