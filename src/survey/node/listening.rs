//! Where a service begins to listen and on what: a server with a name, a server without one, or the app itself.

use crate::code::Survey;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::handover::handover;
use crate::code::javascript::names::declared;
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{
    Node, Script, arguments, bare, is_function, is_statement_list, method_call, statement_of,
};
use crate::survey::fact::Fact;
use crate::survey::node::app::App;
use crate::survey::node::server_calls::{assigned_value, behind, is_server};
use crate::tree::Literal;

/// The call that listens.
pub(crate) struct Listening<'s> {
    pub(crate) survey: &'s Survey<'s>,
    pub(crate) script: &'s Script,
    /// What `listen` is called on; in every branch, where there is a choice.
    pub(crate) receivers: Vec<Node<'s>>,
    pub(crate) on: On<'s>,
    /// Everything that is the app.
    pub(crate) symbols: Vec<Symbol>,
    /// The statement that listens, taken out of callbacks as far as all that it listens on is known there.
    pub(crate) statement: Result<Node<'s>, String>,
    /// The app as the script knows it.
    pub(crate) app: String,
}

/// What is listened on.
#[derive(Clone)]
pub(crate) enum On<'s> {
    /// A server with a name, and the call that makes it where that is in the same script.
    Server(Option<Node<'s>>),
    /// A server without a name.
    Unnamed,
    /// The app itself.
    App,
}

/// Methods of a server that give the server back.
pub(crate) const CHAINED: &[&str] = &["on", "once", "addListener", "prependListener", "setTimeout"];

/// The one call that listens for `app`, in what the entry loads or else in any file of the service.
pub(crate) fn find_listening<'s>(
    survey: &'s Survey<'s>,
    app: &App<'s>,
    reached: &[String],
    files: &[String],
) -> Fact<Listening<'s>> {
    let mut found = listenings(survey, reached, app);
    if found.is_empty() {
        found = listenings(survey, files, app);
    }
    if found.is_empty() {
        return Fact::Unknown(nowhere(app));
    }
    let places: Vec<String> = found.iter().map(Listening::place).collect();
    Fact::from_result(Listening::one_of(found).ok_or_else(|| several(&places)))
}

fn several(places: &[String]) -> String {
    format!(
        "the app listens more than once: {}; fixup cannot tell which of these servers to close",
        places.join(", ")
    )
}

fn nowhere(app: &App<'_>) -> String {
    format!(
        "where the app of `{}` listens cannot be told",
        app.script.path
    )
}

/// All calls in `files` that listen for `app`, also where a function receives it and listens.
fn listenings<'s>(survey: &'s Survey<'s>, files: &[String], app: &App<'s>) -> Vec<Listening<'s>> {
    let found = listenings_on(survey, files, app, &app.symbols);
    if !found.is_empty() {
        return found;
    }
    let handed: Vec<Symbol> = files
        .iter()
        .filter_map(|path| survey.script(path))
        .flat_map(|script| parameters_for(survey, script, &app.symbols))
        .collect();
    listenings_on(survey, files, app, &handed)
}

fn listenings_on<'s>(
    survey: &'s Survey<'s>,
    files: &[String],
    app: &App<'s>,
    symbols: &[Symbol],
) -> Vec<Listening<'s>> {
    let listens = |path: &&String| survey.overlay.has_literal(path, Literal::Listen);
    let scripts = files.iter().filter(listens);
    scripts
        .filter_map(|path| survey.script(path))
        .flat_map(|script| {
            let root = script.root();
            let calls = root.dfs();
            calls
                .filter_map(|call| listening(survey, script, &call, app, symbols))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The parameters of local functions that `script` hands the app to.
fn parameters_for<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    symbols: &[Symbol],
) -> Vec<Symbol> {
    let is_app = |node: &Node<'s>| {
        let symbol = survey.symbol(script, node);
        symbol.is_some_and(|symbol| symbols.contains(&symbol))
    };
    let root = script.root();
    let inside = |call: Node<'s>| {
        let handed = handover(&call, &is_app)?;
        let function = survey.definition(script, &call.field("function")?)?;
        handed.inside(&function).map(|(_, symbol)| symbol)
    };
    root.dfs()
        .filter(|n| n.kind() == "call_expression")
        .filter_map(inside)
        .collect()
}

fn listening<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    call: &Node<'s>,
    app: &App<'s>,
    symbols: &[Symbol],
) -> Option<Listening<'s>> {
    let (receiver, _) = method_call(call).filter(|(_, name)| name == "listen")?;
    let receiver = unchained(&bare(&receiver));
    let is_app = |node: &Node<'s>| {
        let symbol = survey.symbol(script, node);
        symbol.is_some_and(|symbol| symbols.contains(&symbol))
    };
    let serves = behind(survey, script, &receiver)
        .iter()
        .any(|symbol| symbols.contains(symbol));
    if !serves {
        return None;
    }
    let made = || {
        let (home, made) = assigned_value(survey, script, &receiver)?;
        (home.path == script.path).then_some(made)
    };
    let on = if is_app(&receiver) {
        On::App
    } else if is_server(&receiver) {
        On::Unnamed
    } else {
        On::Server(made())
    };
    let maker = match &on {
        On::Server(Some(made)) => Some(made.clone()),
        On::Unnamed => Some(receiver.clone()),
        _ => None,
    };
    let argument = maker.and_then(|made| arguments(&made).into_iter().find(is_app));
    let app = match (&on, argument) {
        (On::App, _) => receiver.text().into_owned(),
        (_, Some(argument)) => argument.text().into_owned(),
        _ => app.expression.clone(),
    };
    Some(Listening {
        survey,
        script,
        statement: finish(script, call, &receiver, &on),
        receivers: vec![receiver],
        on,
        symbols: symbols.to_vec(),
        app,
    })
}

impl<'s> Listening<'s> {
    pub(crate) fn receiver(&self) -> &Node<'s> {
        &self.receivers[0]
    }

    /// The call itself.
    pub(crate) fn call(&self) -> Option<Node<'s>> {
        self.receiver()
            .ancestors()
            .find(|n| n.kind() == "call_expression")
    }

    pub(crate) fn place(&self) -> String {
        let line = self.script.line(self.receiver().range().start);
        format!("`{}:{line}`", self.script.path)
    }

    /// The list of statements that listens.
    pub(crate) fn block(&self) -> Option<Node<'s>> {
        let statement = self.statement.as_ref().ok()?;
        statement.parent().filter(is_statement_list)
    }

    /// The statement that does nothing but listen, or the choice between several that do.
    pub(crate) fn own_statement(&self) -> Result<Node<'s>, String> {
        let statement = match &self.receivers[..] {
            [receiver] => receiver
                .ancestors()
                .take_while(|n| !is_function(n))
                .find(|n| n.kind() == "expression_statement"),
            _ => self.statement.clone().ok(),
        };
        statement.ok_or_else(|| {
            format!(
                "what `listen` gives at `{}:{}` is used; call it in a statement of its own",
                self.script.path,
                self.script.line(self.receiver().range().start)
            )
        })
    }

    /// The variable that holds what `listen` gives, with its type.
    pub(crate) fn variable(&self) -> Option<(Node<'s>, Option<String>)> {
        let mut call = self.receiver().parent()?.parent()?;
        while let Some(outer) = call
            .parent()
            .filter(|n| n.kind() == "member_expression")
            .filter(|n| {
                n.field("property")
                    .is_some_and(|p| CHAINED.contains(&&*p.text()))
            })
            .and_then(|member| member.parent())
        {
            call = outer;
        }
        let declarator = call
            .parent()
            .filter(|n| n.kind() == "variable_declarator")?;
        let declaration = declarator.parent()?;
        let alone = declaration
            .named_children()
            .filter(|n| n.kind() != "comment")
            .count()
            == 1;
        let listed = declaration
            .parent()
            .is_some_and(|list| is_statement_list(&list));
        let name = declarator.field("name")?;
        let annotation = declarator.field("type").map(|n| n.text().into_owned());
        (alone && listed && name.kind() == "identifier").then_some((name, annotation))
    }

    /// The only one, or the choice between several of which one happens: all in one statement, and on the same thing.
    fn one_of(mut all: Vec<Self>) -> Option<Self> {
        let mut first = all.remove(0);
        if all.is_empty() {
            return Some(first);
        }
        let script = first.script;
        let text = first.receiver().text();
        let alike = |other: &Self| {
            other.script.path == script.path
                && other.receiver().text() == text
                && other.statement.is_ok()
                && other.variable().is_none()
        };
        if !(alike(&first) && all.iter().all(alike)) || matches!(first.on, On::Unnamed) {
            return None;
        }
        let holds_all = |n: &Node<'s>| all.iter().all(|it| contains(n, it.receiver()));
        let is_choice =
            |n: &Node<'s>| n.parent().is_some_and(|list| is_statement_list(&list)) && holds_all(n);
        let choice = first.receiver().ancestors().find(is_choice)?;
        first.statement = finish(script, &choice, first.receiver(), &first.on);
        first
            .receivers
            .extend(all.into_iter().flat_map(|other| other.receivers));
        Some(first)
    }
}

fn contains(outer: &Node<'_>, inner: &Node<'_>) -> bool {
    outer.range().start <= inner.range().start && inner.range().end <= outer.range().end
}

/// `server` of `server.on("error", …)`, which gives the server back.
fn unchained<'a>(node: &Node<'a>) -> Node<'a> {
    match method_call(node) {
        Some((inner, name)) if CHAINED.contains(&&*name) => unchained(&bare(&inner)),
        _ => node.clone(),
    }
}

/// The statement that listens. It is taken out of callbacks, so that a signal is heeded while what they wait for is under
/// way; not out of a function that somebody else calls, and not away from a name that it needs.
fn finish<'s>(
    script: &Script,
    call: &Node<'s>,
    receiver: &Node<'s>,
    on: &On<'s>,
) -> Result<Node<'s>, String> {
    let made = match on {
        On::Server(made) => made.as_ref(),
        _ => None,
    };
    let mut inner = call.clone();
    loop {
        let statement = statement_of(&inner);
        let passed = inner
            .ancestors()
            .take_while(|n| n.node_id() != statement.node_id())
            .find(|n| n.node_id() != inner.node_id() && holds_fast(n, receiver, made));
        if passed.is_some() {
            return Err(format!(
                "`{}:{}` listens in a function without braces; give it a body",
                script.path,
                script.line(call.range().start)
            ));
        }
        let callback = statement
            .parent()
            .and_then(|list| list.parent())
            .filter(|function| is_function(function) && is_argument(function));
        match callback.filter(|function| !holds_fast(function, receiver, made)) {
            Some(function) => inner = function,
            None => return Ok(statement),
        }
    }
}

fn is_argument(function: &Node<'_>) -> bool {
    function
        .parent()
        .is_some_and(|parent| parent.kind() == "arguments")
}

/// Whether `around` binds something that the receiver needs: a name, `this`, or the server itself.
fn holds_fast(around: &Node<'_>, receiver: &Node<'_>, made: Option<&Node<'_>>) -> bool {
    let binds_this = match &*around.kind() {
        "class_body" => true,
        "arrow_function" => false,
        _ if is_function(around) => true,
        _ => return false,
    };
    let range = around.range();
    let needs = |n: &Node<'_>| match &*n.kind() {
        "this" => binds_this,
        "identifier" => declared_at(n).is_some_and(|at| range.contains(&at)),
        _ => false,
    };
    receiver.dfs().any(|n| needs(&n)) || made.is_some_and(|n| range.contains(&n.range().start))
}

/// Where a name is declared in its file; an import is known everywhere.
fn declared_at(name: &Node<'_>) -> Option<usize> {
    match declared(&name.text(), name)? {
        Declared::Value { name, .. } => Some(name.range().start),
        Declared::Uninitialised(node)
        | Declared::Function(node)
        | Declared::Class(node)
        | Declared::Parameter(node) => Some(node.range().start),
        Declared::Import(_) => None,
    }
}
