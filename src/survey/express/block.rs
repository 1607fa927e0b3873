//! Which block registers the routes of an app: the innermost list of statements that holds every registration, in the file that
//! makes the app or in a helper that is handed it.

use crate::code::Survey;
use crate::code::javascript::functions::{function_name, is_class};
use crate::code::javascript::handover::handover;
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{
    Node, Script, arguments, is_function, is_statement_list, method_call, statement_of,
    string_value,
};
use crate::survey::express::candidates::Candidate;
use crate::survey::fact::Fact;
use crate::survey::node::app::App;
use crate::survey::node::server_calls::is_server_call;

/// How many helpers may hand the whole app on: `main` to `loaders`, and that one to what registers the routes.
const HOPS: usize = 3;

/// The innermost list of statements that holds every registration on the app. Where one call hands the app to a helper
/// that does everything, it is the helper's body.
pub(crate) fn block_of<'s>(survey: &'s Survey<'_>, candidate: Candidate<'s>) -> Fact<App<'s>> {
    let Candidate {
        script,
        call,
        expression,
        symbol,
    } = candidate;
    let made_at = (script.path.clone(), script.line(call.range().start));
    let mut app = View {
        script,
        expression,
        symbol,
    };
    let mut symbols = vec![app.symbol.clone()];
    let mut fallback = statement_list(&call);
    for _ in 0..HOPS {
        let registrations = app.registrations(survey);
        let helper = match registrations.as_slice() {
            [only] => app.handed_on(survey, only),
            _ => None,
        };
        // a helper that registers nothing by itself leaves the block here
        if let Some((helper, body)) =
            helper.filter(|(helper, _)| !helper.registrations(survey).is_empty())
        {
            symbols.push(helper.symbol.clone());
            fallback = body;
            app = helper;
            continue;
        }
        let block = common_block(&registrations, &fallback)
            .filter(|block| app.is_known_in(block))
            .unwrap_or(fallback);
        if let Some(error) = app.script.syntax_error(&block) {
            return Fact::Unknown(format!("{error}; mend it first"));
        }
        return Fact::Present(App {
            script: app.script,
            expression: app.expression,
            symbols,
            block,
            made_at,
        });
    }
    Fact::Unknown(format!(
        "the app of `{}` is handed on too often to follow",
        app.script.path
    ))
}

/// The line of a route that a method registers behind byte `at` of the block: where the method is called, or after all of it.
pub(crate) fn registered_behind<'s>(
    survey: &Survey<'_>,
    app: &App<'s>,
    at: usize,
) -> Option<usize> {
    let view = View {
        script: app.script,
        expression: app.expression.clone(),
        symbol: app.symbols.last()?.clone(),
    };
    let is_route = |call: &Node<'s>| {
        let path = || arguments(call).first().and_then(string_value);
        method_call(call).is_some_and(|(_, method)| match method.as_str() {
            "all" | "delete" | "get" | "patch" | "post" | "put" | "route" => true,
            "use" => path().is_some(),
            _ => false,
        })
    };
    let is_behind = |call: &Node<'s>| {
        let mut place = call.clone();
        // methods that call each other in a circle end nowhere
        for _ in 0..HOPS {
            match call_site(&place, &app.block) {
                Some(site) => place = site,
                None => break,
            }
        }
        let start = place.range().start;
        !app.block.range().contains(&start) || start >= at && start != call.range().start
    };
    let calls = view.registrations(survey).into_iter();
    calls
        .filter(is_route)
        .find(is_behind)
        .map(|call| app.script.line(call.range().start))
}

/// The app as one file knows it.
struct View<'s> {
    script: &'s Script,
    expression: String,
    symbol: Symbol,
}

impl<'s> View<'s> {
    fn is_app(&self, survey: &Survey<'_>, node: &Node<'_>) -> bool {
        node.text() == self.expression
            && survey.symbol(self.script, node).as_ref() == Some(&self.symbol)
    }

    /// Whether the app's expression means anything in `block`: a field does so only in its class. Methods that other files
    /// call leave nothing else in common; they all run after the constructor, which makes the app.
    fn is_known_in(&self, block: &Node<'_>) -> bool {
        !self.expression.starts_with("this.")
            || block
                .ancestors()
                .any(|n| is_class(&n) && n.range().start == self.symbol.at)
    }

    /// Calls of methods on the app, and of helpers that receive it; making a server or listening registers nothing.
    fn registrations(&self, survey: &Survey<'_>) -> Vec<Node<'s>> {
        let root = self.script.root();
        let registers = |node: &Node<'s>| match method_call(node) {
            Some((receiver, name)) if self.is_app(survey, &receiver) => {
                name != "listen" && !(name == "get" && arguments(node).len() < 2)
            }
            _ => handover(node, &|argument| self.is_app(survey, argument)).is_some(),
        };
        root.dfs()
            .filter(|node| node.kind() == "call_expression" && !is_server_call(node))
            .filter(registers)
            .collect()
    }

    /// The app inside the local function that `call` hands it to, and the function's body.
    fn handed_on(&self, survey: &'s Survey<'_>, call: &Node<'s>) -> Option<(Self, Node<'s>)> {
        let handed = handover(call, &|argument| self.is_app(survey, argument))?;
        let function = survey.definition(self.script, &call.field("function")?)?;
        let (expression, symbol) = handed.inside(&function)?;
        let body = function.node.field("body").filter(is_statement_list)?;
        Some((
            Self {
                script: function.script,
                expression,
                symbol,
            },
            body,
        ))
    }
}

/// The innermost eligible list that holds all nodes; those in a named function count where it is called.
fn common_block<'a>(nodes: &[Node<'a>], home: &Node<'a>) -> Option<Node<'a>> {
    let mut places: Vec<Node<'a>> = nodes.to_vec();
    loop {
        let block = innermost_common(&places, home)?;
        let moved: Vec<Node<'a>> = places
            .iter()
            .map(|node| call_site(node, &block).unwrap_or_else(|| node.clone()))
            .collect();
        if moved
            .iter()
            .zip(&places)
            .all(|(a, b)| a.node_id() == b.node_id())
        {
            return Some(block);
        }
        places = moved;
    }
}

fn innermost_common<'a>(nodes: &[Node<'a>], home: &Node<'a>) -> Option<Node<'a>> {
    let holds = |list: &Node<'a>| {
        let range = list.range();
        nodes
            .iter()
            .all(|node| range.start <= node.range().start && node.range().end <= range.end)
    };
    nodes
        .first()?
        .ancestors()
        .filter(|n| is_statement_list(n) && (is_eligible(n) || n.node_id() == home.node_id()))
        .find(holds)
}

/// A list may be that of a program, a function or a `try`; of an `if` or a loop only where the app is made in it.
fn is_eligible(list: &Node<'_>) -> bool {
    list.parent().is_none_or(|parent| {
        is_function(&parent)
            || matches!(
                &*parent.kind(),
                "try_statement" | "statement_block" | "program"
            )
    })
}

/// Where the named function around `node` (below `block`) is called, if that is one place in the same file.
fn call_site<'a>(node: &Node<'a>, block: &Node<'a>) -> Option<Node<'a>> {
    let function = node
        .ancestors()
        .take_while(|n| n.node_id() != block.node_id())
        .filter(|n| function_name(n).is_some())
        .last()?;
    let name = function_name(&function)?;
    let root = node.ancestors().last()?;
    let called = |n: &Node<'a>| {
        n.kind() == "call_expression"
            && n.field("function").is_some_and(|callee| {
                callee.text() == name || callee.text() == format!("this.{name}")
            })
            && !function.range().contains(&n.range().start)
    };
    let mut calls = root.dfs().filter(called);
    calls.next().filter(|_| calls.next().is_none())
}

fn statement_list<'a>(node: &Node<'a>) -> Node<'a> {
    let statement = statement_of(node);
    statement.parent().unwrap_or(statement)
}
