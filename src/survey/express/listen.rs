//! Where a service begins to listen and on what: a server with a name, a server without one, or the app itself.
//! What ends a service needs a server that can be closed, so where there is none, this module tells where one belongs.

use minijinja::Value;

use super::app::{App, assigned_value, behind, is_server_call};
use super::handover::handover;
use super::imports::is_import;
use super::script::names::{Declared, bound_name, declared, reference};
use super::script::{
    Node, Script, arguments, bare, is_function, is_statement_list, method_call, statement_of,
    statements,
};
use super::slots::{before_statement, behind_statement, below_statement};
use super::{Express, Fact};
use crate::survey::Survey;
use crate::survey::fact::{Captures, Site, Slot};
use crate::survey::script::modules::loads;
use crate::survey::symbols::Symbol;
use crate::tree::Literal;

/// The call that listens.
pub(super) struct Listening<'s> {
    survey: &'s Survey<'s>,
    pub(super) script: &'s Script,
    /// What `listen` is called on.
    receiver: Node<'s>,
    on: On<'s>,
    /// Everything that is the app.
    symbols: Vec<Symbol>,
    /// The statement that listens, taken out of callbacks as far as all that it listens on is known there.
    statement: Result<Node<'s>, String>,
    /// The app as the script knows it.
    app: String,
}

/// What is listened on.
#[derive(Clone)]
enum On<'s> {
    /// A server with a name, and the call that makes it where that is in the same script.
    Server(Option<Node<'s>>),
    /// A server without a name.
    Unnamed,
    /// The app itself.
    App,
}

/// Methods of a server that give the server back.
const CHAINED: &[&str] = &["on", "once", "addListener", "prependListener", "setTimeout"];

impl<'s> Express<'s> {
    /// The one call that listens.
    pub(super) fn listening(&self) -> Fact<&Listening<'s>> {
        match self.listening.get_or_init(|| self.find_listening()) {
            Fact::Present(listening) => Fact::Present(listening),
            Fact::Absent => Fact::Absent,
            Fact::Unknown(reason) => Fact::Unknown(reason.clone()),
        }
    }

    fn find_listening(&self) -> Fact<Listening<'s>> {
        let app = match self.app_fact() {
            Fact::Present(app) => app,
            Fact::Absent => return Fact::Absent,
            Fact::Unknown(reason) => return Fact::Unknown(reason),
        };
        let mut found = listenings(self.survey, self.reached(), app);
        if found.is_empty() {
            found = listenings(self.survey, &self.files, app);
        }
        if found.len() > 1 {
            let places: Vec<String> = found.iter().map(Listening::place).collect();
            return Fact::Unknown(format!(
                "the app listens more than once: {}; fixup cannot tell which of these servers to close",
                places.join(", ")
            ));
        }
        found
            .pop()
            .map_or_else(|| Fact::Unknown(nowhere(app)), Fact::Present)
    }

    /// The place for a server with a name.
    pub(super) fn server_handle(&self) -> Slot {
        match self.listening() {
            Fact::Present(listening) => listening.handle_slot().unwrap_or_else(Slot::Missing),
            Fact::Absent => Slot::Missing("no Express app was found".to_owned()),
            Fact::Unknown(reason) => Slot::Missing(reason),
        }
    }

    /// What stands for the server where the app itself listens.
    pub(super) fn app_listens(&self) -> Fact<Vec<Site>> {
        match self.listening() {
            Fact::Present(listening) => match listening.receiver_site() {
                Ok(site) => Fact::Present(site.into_iter().collect()),
                Err(reason) => Fact::Unknown(reason),
            },
            Fact::Absent => Fact::Absent,
            Fact::Unknown(reason) => Fact::Unknown(reason),
        }
    }
}

fn nowhere(app: &App<'_>) -> String {
    format!(
        "where the app of `{}` listens cannot be told",
        app.script.path
    )
}

/// All calls in `files` that listen for `app`, also where a function receives it and listens.
fn listenings<'s>(survey: &'s Survey<'s>, files: &[String], app: &App<'s>) -> Vec<Listening<'s>> {
    let scripts: Vec<&'s Script> = files
        .iter()
        .filter_map(|path| survey.script(path))
        .collect();
    let found = listenings_on(survey, &scripts, app, &app.symbols);
    if !found.is_empty() {
        return found;
    }
    let handed: Vec<Symbol> = scripts
        .iter()
        .flat_map(|script| parameters_for(survey, script, &app.symbols))
        .collect();
    listenings_on(survey, &scripts, app, &handed)
}

fn listenings_on<'s>(
    survey: &'s Survey<'s>,
    scripts: &[&'s Script],
    app: &App<'s>,
    symbols: &[Symbol],
) -> Vec<Listening<'s>> {
    let mut found = Vec::new();
    let listens = |script: &&&'s Script| survey.overlay.has_literal(&script.path, Literal::Listen);
    for script in scripts.iter().filter(listens) {
        for call in script.root().dfs() {
            found.extend(listening(survey, script, &call, app, symbols));
        }
    }
    found
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
    let serves = behind(survey, script, &receiver, 4)
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
    } else if is_server_call(&receiver) {
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
        receiver,
        on,
        symbols: symbols.to_vec(),
        app,
    })
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

impl<'s> Listening<'s> {
    fn place(&self) -> String {
        let line = self.script.line(self.receiver.range().start);
        format!("`{}:{line}`", self.script.path)
    }

    /// The list of statements that listens.
    pub(super) fn block(&self) -> Option<Node<'s>> {
        let statement = self.statement.as_ref().ok()?;
        statement.parent().filter(is_statement_list)
    }

    /// The block that listens, as a view of the app.
    fn view(&self) -> Option<App<'s>> {
        Some(App {
            script: self.script,
            expression: self.app.clone(),
            symbols: self.symbols.clone(),
            block: self.block()?,
            made_at: (self.script.path.clone(), 1),
        })
    }

    /// The place before the statement that listens.
    pub(super) fn slot(&self) -> Slot {
        let statement = match &self.statement {
            Ok(statement) => statement,
            Err(reason) => return Slot::Missing(reason.clone()),
        };
        let Some(view) = self.view() else {
            return Slot::Missing(format!("{} listens outside of any block", self.place()));
        };
        let captures = Captures::from([("server".to_owned(), Value::from(self.server()))]);
        before_statement(self.survey, &view, statement, captures)
    }

    /// The server by the name that it has, or will have.
    fn server(&self) -> String {
        match &self.on {
            On::Server(_) => self.receiver.text().into_owned(),
            _ => self.new_name().unwrap_or_default(),
        }
    }

    fn handle_slot(&self) -> Result<Slot, String> {
        if matches!(self.on, On::Server(_)) {
            return Ok(Slot::Filled);
        }
        if self.known_server()?.is_some() {
            return Ok(Slot::Filled);
        }
        let captures = self.handle_captures()?;
        let view = self
            .view()
            .ok_or_else(|| format!("{} listens outside of any block", self.place()))?;
        Ok(match self.home() {
            Some(Home::Declaration(statement)) => {
                below_statement(self.script, &statement, captures)
            }
            Some(Home::Import(statement)) => behind_statement(self.script, &statement, captures),
            None => {
                let statement = self.statement.clone()?;
                before_statement(self.survey, &view, &statement, captures)
            }
        })
    }

    fn handle_captures(&self) -> Result<Captures, String> {
        let name = self.new_name()?;
        let (made, import) = match self.on {
            On::Unnamed => (self.receiver.text().into_owned(), String::new()),
            _ => {
                let (callee, import) = maker(self.script);
                (format!("{callee}({})", self.app), import)
            }
        };
        let annotation = self.variable().and_then(|(_, annotation)| annotation);
        let server = format!("{name}{}", annotation.unwrap_or_default());
        Ok(Captures::from([
            ("server".to_owned(), Value::from(server)),
            ("made".to_owned(), Value::from(made)),
            ("http_import".to_owned(), Value::from(import)),
        ]))
    }

    /// The statement that a new server stands behind: the one that declares or imports the app.
    fn home(&self) -> Option<Home<'s>> {
        let plain = match self.on {
            On::App => Some(self.receiver.clone()),
            _ => <[Node<'s>; 1]>::try_from(arguments(&self.receiver))
                .ok()
                .map(|[app]| app),
        };
        let app = plain.filter(|n| n.kind() == "identifier")?;
        let root = self.script.root();
        let list = match declared(&app.text(), &app)? {
            Declared::Value { name, .. } => {
                let statement = statement_of(&name);
                if !is_import(&statement) {
                    let is_listed = statement
                        .parent()
                        .is_some_and(|list| is_statement_list(&list));
                    return Some(Home::Declaration(statement)).filter(|_| is_listed);
                }
                statements(&statement.parent()?)
            }
            Declared::Import(_) => statements(&root),
            _ => return None,
        };
        let imports_app = |statement: &Node<'s>| {
            is_import(statement)
                && super::script::names::declared_by(statement, &app.text()).is_some()
        };
        let first = list.iter().position(imports_app)?;
        list.into_iter()
            .skip(first)
            .take_while(is_import)
            .last()
            .map(Home::Import)
    }

    /// A server of the app that has a name already; one that is out of sight must not get a double.
    fn known_server(&self) -> Result<Option<String>, String> {
        let root = self.script.root();
        let serves = |call: &Node<'s>| {
            let is_app = |n: &Node<'s>| {
                let symbol = self.survey.symbol(self.script, n);
                symbol.is_some_and(|symbol| self.symbols.contains(&symbol))
            };
            is_server_call(call) && arguments(call).iter().any(is_app)
        };
        let Some(name) = root.dfs().filter(serves).find_map(|call| bound_name(&call)) else {
            return Ok(None);
        };
        let seen_here = name.kind() != "identifier"
            || matches!(
                declared(&name.text(), &self.receiver),
                Some(Declared::Value { .. } | Declared::Uninitialised(_))
            );
        if seen_here {
            return Ok(Some(name.text().into_owned()));
        }
        Err(format!(
            "`{}:{}` makes a server of the app, and {} listens without it; let that server listen",
            self.script.path,
            self.script.line(name.range().start),
            self.place()
        ))
    }

    /// The variable that holds what `listen` gives, with its type.
    fn variable(&self) -> Option<(Node<'s>, Option<String>)> {
        let mut call = self.receiver.parent()?.parent()?;
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

    /// The name of a new server: that of the variable that holds it now, else one that the script does not use.
    fn new_name(&self) -> Result<String, String> {
        if let Some(known) = self.known_server()? {
            return Ok(known);
        }
        if let Some((name, _)) = self.variable() {
            return Ok(name.text().into_owned());
        }
        let free = |name: &&&str| !uses_name(self.script, name);
        let name = ["server", "httpServer", "listener"].iter().find(free);
        name.map(|name| (*name).to_owned()).ok_or_else(|| {
            format!(
                "the names `server` and `httpServer` are taken in `{}`",
                self.script.path
            )
        })
    }

    /// The part of the call that gives way to the server: `app`, or `const server = app`.
    fn receiver_site(&self) -> Result<Option<Site>, String> {
        if matches!(self.on, On::Server(_)) {
            return Ok(None);
        }
        let server = self.new_name()?;
        let start = match self.variable() {
            Some((name, _)) if name.text() == server => statement_of(&name).range().start,
            _ => self.receiver.range().start,
        };
        Ok(Some(Site {
            path: self.script.path.clone(),
            range: start..self.receiver.range().end,
            line: self.script.line(start),
            captures: Captures::from([("server".to_owned(), Value::from(server))]),
        }))
    }
}

/// Where a new server belongs.
enum Home<'s> {
    /// Right below the declaration of the app.
    Declaration(Node<'s>),
    /// Behind the imports, the app's among them.
    Import(Node<'s>),
}

fn uses_name(script: &Script, name: &str) -> bool {
    let is_name = |n: &Node<'_>| {
        matches!(
            &*n.kind(),
            "identifier"
                | "shorthand_property_identifier"
                | "shorthand_property_identifier_pattern"
        )
    };
    script.root().dfs().any(|n| is_name(&n) && n.text() == name)
}

/// How `script` makes an HTTP server: the callee, and the import that it lacks.
fn maker(script: &Script) -> (String, String) {
    let root = script.root();
    let is_http = |n: &Node<'_>, name: Option<&str>| {
        n.kind() == "identifier" && reference(n).is_some_and(|r| r.is("http", name))
    };
    if let Some(module) = root.dfs().find(|n| is_http(n, None)) {
        return (format!("{}.createServer", module.text()), String::new());
    }
    if let Some(function) = root.dfs().find(|n| is_http(n, Some("createServer"))) {
        return (function.text().into_owned(), String::new());
    }
    let bare_builtins = [
        "fs", "path", "http", "https", "os", "url", "util", "crypto", "cluster",
    ];
    let is_bare = |module: &String| bare_builtins.contains(&module.as_str());
    let source = if loads(script).iter().any(is_bare) {
        "http"
    } else {
        "node:http"
    };
    let (names, callee) = if uses_name(script, "createServer") {
        ("createServer as createHttpServer", "createHttpServer")
    } else {
        ("createServer", "createServer")
    };
    (
        callee.to_owned(),
        format!("import {{ {names} }} from \"{source}\";"),
    )
}
