//! What stands around an expression that may be `None`: what gives it another form, and what says that it may be missing.

use crate::code::python::names::calls;
use crate::code::python::syntax::{bare, callee, is_function};
use crate::code::statements::is_field;
use crate::edit::script::Node;
use crate::survey::variables::choice::Choice;

/// How Python chooses the first value that is there.
pub(crate) const CHOICE: Choice = Choice {
    is_one: is_choice,
    bare,
};

/// The expression around that has the same value in another form.
pub(crate) fn outermost<'s>(node: &Node<'s>) -> Node<'s> {
    match node.parent() {
        Some(parent) if matches!(&*parent.kind(), "parenthesized_expression" | "await") => {
            outermost(&parent)
        }
        Some(parent) if parent.kind() == "argument_list" => match parent.parent() {
            Some(call) if callee(&call).is_some_and(|callee| callee.text() == "str") => {
                outermost(&call)
            }
            _ => node.clone(),
        },
        _ => node.clone(),
    }
}

fn is_choice(node: &Node<'_>) -> bool {
    node.kind() == "boolean_operator" && node.field("operator").is_some_and(|it| it.kind() == "or")
}

/// Whether an expression is only asked for: a condition, or a comparison with a literal.
pub(crate) fn is_tested(node: &Node<'_>) -> bool {
    node.parent().is_some_and(|parent| tests(&parent, node))
}

fn tests(parent: &Node<'_>, node: &Node<'_>) -> bool {
    match &*parent.kind() {
        "if_statement" | "elif_clause" | "while_statement" => is_field(node, "condition"),
        "assert_statement" | "not_operator" => true,
        "conditional_expression" => parent
            .named_children()
            .nth(1)
            .is_some_and(|condition| condition.node_id() == node.node_id()),
        "boolean_operator" => is_field(node, "left") || is_tested(parent),
        "comparison_operator" => parent
            .named_children()
            .filter(|n| n.node_id() != node.node_id())
            .all(|other| {
                matches!(
                    &*other.kind(),
                    "none" | "string" | "true" | "false" | "integer" | "list" | "tuple" | "set"
                )
            }),
        "argument_list" => {
            let call = parent.parent();
            let name = call
                .as_ref()
                .and_then(callee)
                .map(|callee| callee.text().into_owned());
            matches!(name.as_deref(), Some("bool" | "all" | "any"))
        }
        "parenthesized_expression" | "list" | "tuple" | "set" => is_tested(parent),
        _ => false,
    }
}

/// Whether a statement before the use, in the same function or module, leaves where the value is missing.
pub(crate) fn is_guarded(node: &Node<'_>, name: &str) -> bool {
    let text = node.text();
    let asks = |statement: &Node<'_>| {
        let condition = statement
            .field("condition")
            .filter(|_| statement.kind() == "if_statement");
        let condition = condition.filter(|condition| {
            condition
                .dfs()
                .any(|n| n.text() == text || n.kind() == "string" && n.text().contains(name))
        });
        condition.is_some()
            && statement
                .field("consequence")
                .is_some_and(|body| leaves(&body))
    };
    let mut inner = node.clone();
    for outer in node.ancestors() {
        if inner.prev_all().any(|before| asks(&before)) {
            return true;
        }
        if is_function(&outer) {
            return false;
        }
        inner = outer;
    }
    false
}

/// Whether a statement stands behind one that may have left the function.
pub(crate) fn follows_exit(node: &Node<'_>) -> bool {
    let within = std::iter::once(node.clone()).chain(node.ancestors());
    let mut within = within.take_while(|n| !is_function(n));
    within.any(|n| {
        n.prev_all().any(|before| {
            before.kind() == "if_statement"
                && before
                    .field("consequence")
                    .is_some_and(|body| leaves(&body))
        })
    })
}

fn leaves(body: &Node<'_>) -> bool {
    body.named_children().any(|statement| {
        matches!(
            &*statement.kind(),
            "return_statement" | "raise_statement" | "continue_statement"
        ) || statement.named_children().any(|inner| ends(&inner))
    })
}

/// Whether the error of a missing name is caught.
pub(crate) fn catches(node: &Node<'_>) -> bool {
    node.ancestors().take_while(|n| !is_function(n)).any(|n| {
        n.kind() == "try_statement"
            && n.children().any(|clause| {
                clause.kind() == "except_clause"
                    && !clause.dfs().any(|inner| ends(&inner))
                    && clause.range().start > node.range().start
            })
    })
}

/// Whether a node ends the process, or its start: `raise`, `sys.exit()`, `assert`.
pub(crate) fn ends(node: &Node<'_>) -> bool {
    match &*node.kind() {
        "raise_statement" | "assert_statement" => true,
        "call" => {
            let is_builtin = callee(node).is_some_and(|callee| {
                matches!(&*callee.text(), "exit" | "quit" | "sys.exit" | "os._exit")
            });
            is_builtin || calls(node, &["sys.exit", "os._exit", "os.abort"])
        }
        _ => false,
    }
}
