//! Questions about single nodes of a Python file.

use crate::edit::script::{Node, Script};

/// The expression inside parentheses and `await`.
pub(crate) fn bare<'a>(node: &Node<'a>) -> Node<'a> {
    let wrapped = matches!(&*node.kind(), "parenthesized_expression" | "await");
    match node
        .named_children()
        .find(|n| n.kind() != "comment")
        .filter(|_| wrapped)
    {
        Some(inner) => bare(&inner),
        None => node.clone(),
    }
}

/// The text of a string without substitutions; neighbours that Python joins are joined.
pub(crate) fn string_value(node: &Node<'_>) -> Option<String> {
    let node = bare(node);
    match &*node.kind() {
        "string" => {
            let mut text = String::new();
            for part in node.children() {
                match &*part.kind() {
                    "string_content" => text.push_str(&part.text()),
                    "interpolation" => return None,
                    _ => {}
                }
            }
            Some(text)
        }
        "concatenated_string" => node
            .named_children()
            .filter(|n| n.kind() != "comment")
            .map(|n| string_value(&n))
            .collect(),
        _ => None,
    }
}

/// What a call calls.
pub(crate) fn callee<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    node.field("function").filter(|_| node.kind() == "call")
}

/// The receiver and name of a method call: `app.get(…)` gives (`app`, `get`).
pub(crate) fn method_call<'a>(node: &Node<'a>) -> Option<(Node<'a>, String)> {
    let callee = callee(node).filter(|callee| callee.kind() == "attribute")?;
    let name = callee.field("attribute")?.text().into_owned();
    Some((callee.field("object")?, name))
}

fn all_arguments<'a>(call: &Node<'a>) -> Vec<Node<'a>> {
    call.field("arguments")
        .filter(|list| list.kind() == "argument_list")
        .map(|list| {
            list.named_children()
                .filter(|n| n.kind() != "comment")
                .collect()
        })
        .unwrap_or_default()
}

/// All calls in a file.
pub(crate) fn all_calls(script: &Script) -> impl Iterator<Item = Node<'_>> {
    script.found_by("calls", |node| node.kind() == "call")
}

/// The arguments of a call that have no name.
pub(crate) fn positional<'a>(call: &Node<'a>) -> Vec<Node<'a>> {
    all_arguments(call)
        .into_iter()
        .filter(|n| n.kind() != "keyword_argument" && n.kind() != "dictionary_splat")
        .collect()
}

/// The value of the argument called `name`.
pub(crate) fn keyword<'a>(call: &Node<'a>, name: &str) -> Option<Node<'a>> {
    all_arguments(call)
        .into_iter()
        .filter(|n| n.kind() == "keyword_argument")
        .find(|n| n.field("name").is_some_and(|n| n.text() == name))
        .and_then(|n| n.field("value"))
}

/// All arguments of a call, of named ones their values, without what is spread.
pub(crate) fn values<'a>(call: &Node<'a>) -> Vec<Node<'a>> {
    all_arguments(call)
        .into_iter()
        .filter(|n| n.kind() != "dictionary_splat" && n.kind() != "list_splat")
        .filter_map(|n| match &*n.kind() {
            "keyword_argument" => n.field("value"),
            _ => Some(n),
        })
        .collect()
}

/// What `**` spreads into a call.
pub(crate) fn spread<'a>(call: &Node<'a>) -> Vec<Node<'a>> {
    all_arguments(call)
        .into_iter()
        .filter(|n| n.kind() == "dictionary_splat")
        .filter_map(|n| n.named_children().next())
        .collect()
}

/// The value of a key that is a plain string in a dictionary.
pub(crate) fn entry<'a>(dictionary: &Node<'a>, key: &str) -> Option<Node<'a>> {
    dictionary
        .named_children()
        .filter(|n| n.kind() == "pair")
        .find(|n| n.field("key").and_then(|n| string_value(&n)).as_deref() == Some(key))
        .and_then(|n| n.field("value"))
}

pub(crate) fn is_function(node: &Node<'_>) -> bool {
    matches!(&*node.kind(), "function_definition" | "lambda")
}

pub(crate) fn is_async(function: &Node<'_>) -> bool {
    function.child(0).is_some_and(|n| n.kind() == "async")
}

/// Whether a statement is `if __name__ == "__main__":`, for those who run the file, which a server does not.
pub(crate) fn asks_for_main(statement: &Node<'_>) -> bool {
    let condition = statement
        .field("condition")
        .filter(|_| statement.kind() == "if_statement");
    condition.is_some_and(|condition| condition.text().contains("__name__"))
}

/// Whether a node is run only by those who run the file.
pub(crate) fn is_for_main(node: &Node<'_>) -> bool {
    node.ancestors().any(|n| asks_for_main(&n))
}

/// The statements of a module or block, without comments.
pub(crate) fn statements<'a>(list: &Node<'a>) -> Vec<Node<'a>> {
    list.named_children()
        .filter(|n| n.kind() != "comment")
        .collect()
}

/// The function or class that a statement defines, without its decorators.
pub(crate) fn definition<'a>(statement: &Node<'a>) -> Option<Node<'a>> {
    match &*statement.kind() {
        "function_definition" | "class_definition" => Some(statement.clone()),
        "decorated_definition" => statement.field("definition"),
        _ => None,
    }
}

/// The expressions behind the `@` of a decorated definition.
pub(crate) fn decorators<'a>(statement: &Node<'a>) -> Vec<Node<'a>> {
    statement
        .children()
        .filter(|n| n.kind() == "decorator")
        .filter_map(|n| n.named_children().find(|n| n.kind() != "comment"))
        .collect()
}

/// The parameters of a function with their names.
pub(crate) fn parameters<'a>(function: &Node<'a>) -> Vec<(String, Node<'a>)> {
    let Some(list) = function.field("parameters") else {
        return Vec::new();
    };
    list.named_children()
        .filter_map(|parameter| {
            let name = match &*parameter.kind() {
                "identifier" => parameter.clone(),
                "default_parameter" | "typed_default_parameter" => parameter.field("name")?,
                "typed_parameter" => parameter.named_children().next()?,
                _ => return None,
            };
            Some((name.text().into_owned(), parameter))
        })
        .collect()
}

/// The functions around a node, the nearest first.
pub(crate) fn functions_around<'a>(node: &Node<'a>) -> Vec<Node<'a>> {
    node.ancestors()
        .filter(|n| n.kind() == "function_definition")
        .collect()
}

/// The function around a node that holds its scope, if there is one.
pub(crate) fn function_around<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    functions_around(node).into_iter().next()
}

/// The class around a node, the nearest one.
pub(crate) fn class_around<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    node.ancestors().find(|n| n.kind() == "class_definition")
}

/// The expressions that a function gives back.
pub(crate) fn returned<'a>(function: &Node<'a>) -> Vec<Node<'a>> {
    let Some(body) = function.field("body") else {
        return Vec::new();
    };
    own(&body)
        .into_iter()
        .filter(|n| n.kind() == "return_statement")
        .filter_map(|n| n.named_children().find(|n| n.kind() != "comment"))
        .collect()
}

/// Every node of a body that runs when the body runs: not what stands in functions and classes inside.
pub(crate) fn own<'a>(body: &Node<'a>) -> Vec<Node<'a>> {
    let mut found = Vec::new();
    let mut left: Vec<Node<'a>> = runs_within(body);
    while let Some(node) = left.pop() {
        left.extend(runs_within(&node));
        found.push(node);
    }
    found
}

/// The children of a node that run with it, the last one first.
fn runs_within<'a>(node: &Node<'a>) -> Vec<Node<'a>> {
    let mut children: Vec<Node<'a>> = node
        .named_children()
        .filter(|child| !is_function(child) && child.kind() != "class_definition")
        .collect();
    children.reverse();
    children
}

/// What a value is assigned to: the left side of the statement that holds it, through `await`, `or` and conditions.
pub(crate) fn target<'a>(value: &Node<'a>) -> Option<Node<'a>> {
    let parent = value.parent()?;
    match &*parent.kind() {
        "assignment" => {
            let left = parent.field("left")?;
            Some(target(&parent).unwrap_or(left))
        }
        "await" | "parenthesized_expression" | "boolean_operator" | "conditional_expression" => {
            target(&parent)
        }
        "named_expression" => parent.field("name"),
        _ => None,
    }
}

/// The statement that holds `node`, in the list `list`.
pub(crate) fn statement_in<'a>(list: &Node<'a>, node: &Node<'a>) -> Option<Node<'a>> {
    std::iter::once(node.clone())
        .chain(node.ancestors())
        .find(|n| {
            n.parent()
                .is_some_and(|parent| parent.node_id() == list.node_id())
        })
}

/// The decorators of a function.
pub(crate) fn decorators_of<'a>(function: &Node<'a>) -> Vec<Node<'a>> {
    function
        .parent()
        .filter(|parent| parent.kind() == "decorated_definition")
        .map(|parent| decorators(&parent))
        .unwrap_or_default()
}
