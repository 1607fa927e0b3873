//! How a call that verifies is written with our helper: as it stands, or laid out as formatters have it.

use minijinja::Value;

use crate::code::Survey;
use crate::code::helpers::{Deed, Helper};
use crate::code::python::syntax::callee;
use crate::edit::script::{Node, Script};
use crate::edit::{indentation, line_start};
use crate::survey::fact::Site;
use crate::survey::python::tokens::calls::Call;
use crate::survey::python::tokens::known::Known;

/// Columns of the shortest line that formatters break.
const WIDTH: usize = 88;

/// The callee of a call, or all of it where its line would grow too long, or the call around it.
pub(crate) fn single(survey: &Survey<'_>, script: &Script, call: &Call<'_>, known: &Known) -> Site {
    let helper = survey.helper_that(Deed::KnowsPreviousSecrets, script);
    let helper = helper.map_or("", Helper::main);
    let given = format!("{}, {}", call.callee.text(), known.previous);
    let more = helper.len() + known.previous.len() + "(, )".len();
    let line = Line::of(script, &call.node);
    let arguments = call.arguments().filter(|_| !line.holds(more));
    let around = arguments.as_ref().and_then(|_| Around::of(&call.node));
    let line = around.iter().fold(line, Line::inside);
    let place = match (&around, &arguments) {
        (Some(around), _) => &around.node,
        (None, Some(_)) => &call.node,
        (None, None) => &call.callee,
    };
    let arguments = arguments.map(|all| {
        if line.holds(more) {
            format!("({})", all.join(", "))
        } else {
            line.broken(&all)
        }
    });
    let head = line.before + helper.len() + given.len() + "()(".len();
    let given = if head > line.limit {
        line.broken(&[given])
    } else {
        format!("({given})")
    };
    let (before, after) = around.as_ref().map(|it| it.broken(&line)).unzip();
    let captures = known.captures([
        ("before".to_owned(), Value::from(before)),
        ("given".to_owned(), Value::from(given)),
        ("arguments".to_owned(), Value::from(arguments)),
        ("after".to_owned(), Value::from(after)),
    ]);
    Site {
        captures,
        ..Site::at(script, place)
    }
}

/// The line that a call begins on.
struct Line {
    indent: String,
    /// Columns before the call.
    before: usize,
    /// Columns of the line.
    whole: usize,
    /// Columns that lines of this file may have.
    limit: usize,
}

impl Line {
    fn of(script: &Script, node: &Node<'_>) -> Self {
        let at = node.range().start;
        let start = line_start(&script.text, at);
        let line = script.text[start..].lines().next().unwrap_or_default();
        let longest = script.text.lines().map(columns).max();
        Self {
            indent: indentation(&script.text, at).to_owned(),
            before: columns(&script.text[start..at]),
            whole: columns(line),
            limit: longest.unwrap_or_default().clamp(WIDTH, 120),
        }
    }

    /// The line of the call once the one around it is broken.
    fn inside(self, around: &Around<'_>) -> Self {
        let indent = self.deeper();
        let before = columns(&indent) + columns(&around.prefix);
        Self {
            before,
            whole: before + around.length,
            indent,
            ..self
        }
    }

    fn holds(&self, more: usize) -> bool {
        self.whole + more <= self.limit
    }

    fn deeper(&self) -> String {
        let step = if self.indent.starts_with('\t') {
            "\t"
        } else {
            "    "
        };
        format!("{}{step}", self.indent)
    }

    /// Parentheses around a line of its own, or around one for each argument.
    fn broken(&self, arguments: &[String]) -> String {
        let (indent, deeper) = (&self.indent, self.deeper());
        let one = arguments.join(", ");
        if columns(&deeper) + columns(&one) <= self.limit {
            return format!("(\n{deeper}{one}\n{indent})");
        }
        let each: String = arguments
            .iter()
            .map(|argument| format!("{deeper}{argument},\n"))
            .collect();
        format!("(\n{each}{indent})")
    }
}

/// A call on one line whose only argument is the call that verifies: `Claims(**jwt.decode(…))`.
struct Around<'s> {
    node: Node<'s>,
    callee: String,
    /// What stands before and behind the call that verifies.
    prefix: String,
    suffix: String,
    /// Columns of the call that verifies, and of what stands behind it.
    length: usize,
}

impl<'s> Around<'s> {
    fn of(call: &Node<'s>) -> Option<Self> {
        let list = call.ancestors().find(|n| n.kind() == "argument_list")?;
        let node = list.parent().filter(|n| n.kind() == "call")?;
        let text = list.text();
        if list.named_children().count() != 1 || node.text().contains('\n') {
            return None;
        }
        let (start, range) = (list.range().start, call.range());
        let behind = range.end - start;
        let prefix = text[1..range.start - start].to_owned();
        let suffix = text[behind..text.len() - 1].to_owned();
        let length = columns(&call.text()) + columns(&suffix);
        // `Claims(jwt.decode(…)["sub"], …)` and `Claims(*(jwt.decode(…),))` are laid out by hand
        let is_plain = ["", "*", "**"].contains(&&*prefix) && !suffix.contains(',');
        is_plain.then(|| Self {
            callee: callee(&node).map_or_else(String::new, |callee| callee.text().into_owned()),
            node,
            prefix,
            suffix,
            length,
        })
    }

    /// What stands before and behind the call that verifies, on lines of their own.
    fn broken(&self, line: &Line) -> (String, String) {
        let indent = &line.indent;
        let outer = indent
            .strip_suffix('\t')
            .or_else(|| indent.strip_suffix("    "))
            .unwrap_or_default();
        let Self {
            callee,
            prefix,
            suffix,
            ..
        } = self;
        (
            format!("{callee}(\n{indent}{prefix}"),
            format!("{suffix}\n{outer})"),
        )
    }
}

fn columns(text: &str) -> usize {
    text.chars().count()
}
