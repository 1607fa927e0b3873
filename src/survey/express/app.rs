//! Where the app of a service is made, which block registers its routes, and whether it is the one that serves.
//! An `express()` that never listens is a sub-application or a test double, and makes no service.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::code::Survey;
use crate::code::javascript::handover::handover;
use crate::code::javascript::modules::resolve;
use crate::code::javascript::names::{bound_name, package_calls, reference};
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{
    Node, Script, arguments, bare, is_function, is_script, is_statement_list, method_call,
    statement_of,
};
use crate::survey::fact::Fact;
use crate::survey::node::package::{Package, scripts_of, source_file};
use crate::survey::node::started::listens_when_loaded;
use crate::survey::service::{Service, Stack};
use crate::tree::Literal;
use crate::tree::paths::folder;

/// The app that serves.
pub(crate) struct App<'s> {
    /// The file whose block registers the routes.
    pub(crate) script: &'s Script,
    /// The app's expression in that block.
    pub(crate) expression: String,
    /// Everything that is the app: its declaration, or a parameter that receives it.
    pub(crate) symbols: Vec<Symbol>,
    /// The statement list that registers.
    pub(crate) block: Node<'s>,
    /// File and line of `express()`.
    pub(crate) made_at: (String, usize),
}

/// An `express()` and what it is bound to.
struct Candidate<'s> {
    script: &'s Script,
    call: Node<'s>,
    /// The expression that it is known by.
    expression: String,
    symbol: Symbol,
}

impl Candidate<'_> {
    /// Whether it listens: by itself, or in a local function that it is handed to.
    fn listens(&self, survey: &Survey<'_>, listening: &[Symbol]) -> bool {
        if listening.contains(&self.symbol) {
            return true;
        }
        let is_app = |node: &Node<'_>| {
            node.text() == self.expression
                && survey.symbol(self.script, node).as_ref() == Some(&self.symbol)
        };
        let root = self.script.root();
        root.dfs()
            .filter(|n| n.kind() == "call_expression")
            .any(|call| {
                let handed = handover(&call, &is_app);
                let callee = call.field("function").filter(|_| handed.is_some());
                let function = callee.and_then(|callee| survey.definition(self.script, &callee));
                let inside = handed
                    .zip(function)
                    .and_then(|(handed, function)| handed.inside(&function));
                inside.is_some_and(|(_, symbol)| listening.contains(&symbol))
            })
    }
}

/// The service of `package`, if one of its files makes an app that listens.
#[must_use]
pub(crate) fn service(survey: &Survey<'_>, package: &Package, all: &[Package]) -> Option<Service> {
    let files = scripts_of(survey, package, all);
    let started = started(survey, package, &files);
    let is_library = || started.is_none() && !listens_when_loaded(survey, &files);
    let entry = started
        .clone()
        .or_else(|| usual_entry(survey, package, &files));
    let path = if package.folder.is_empty() {
        ".".to_owned()
    } else {
        package.folder.clone()
    };
    let listening = match find(survey, &files, entry.as_deref()) {
        Fact::Present(app) => Some(app.script.path.clone()),
        Fact::Unknown(_) => entry.clone(),
        Fact::Absent => return None,
    };
    if is_library() {
        return None;
    }
    Some(Service {
        path,
        stack: Stack::Express,
        entry: entry.or(listening),
        unreadable: None,
    })
}

/// The file that a command starts: that of the Dockerfile, or of a script.
fn started(survey: &Survey<'_>, package: &Package, files: &[String]) -> Option<String> {
    let dockerfile = crate::tree::paths::join(&package.folder, "Dockerfile");
    let docker = dockerfile
        .and_then(|path| survey.overlay.text(&path).ok().flatten())
        .and_then(|text| docker_command(&text));
    let scripts = ["start", "start:prod", "serve", "dev", "start:dev"]
        .iter()
        .filter_map(|name| package.command(name))
        .map(str::to_owned);
    docker
        .into_iter()
        .chain(scripts)
        .flat_map(|command| files_started(package, &command, 3))
        .filter_map(|name| source_file(survey, &package.folder, &name))
        .find(|path| files.contains(path))
}

/// The file that the process starts with where no command says so: `main`, or one of the usual names.
fn usual_entry(survey: &Survey<'_>, package: &Package, files: &[String]) -> Option<String> {
    let usual = [
        "server",
        "app",
        "index",
        "main",
        "src/server",
        "src/app",
        "src/index",
        "src/main",
        "bin/www",
    ]
    .map(str::to_owned);
    package
        .main()
        .map(str::to_owned)
        .into_iter()
        .chain(usual)
        .filter_map(|name| source_file(survey, &package.folder, &name))
        .find(|path| files.contains(path))
}

/// The last `CMD` or `ENTRYPOINT` of a Dockerfile, as one line.
fn docker_command(text: &str) -> Option<String> {
    let command = |line: &str| {
        line.strip_prefix("CMD ")
            .or_else(|| line.strip_prefix("ENTRYPOINT "))
            .map(str::to_owned)
    };
    text.lines().rev().find_map(|line| command(line.trim()))
}

/// The files that a command starts, through `npm run NAME` and its like.
fn files_started(package: &Package, command: &str, hops: usize) -> Vec<String> {
    let Some(hops) = hops.checked_sub(1) else {
        return Vec::new();
    };
    let words: Vec<&str> = command
        .split(|c: char| c.is_whitespace() || "[],\"'".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    let runner = |word: &str| matches!(word, "npm" | "yarn" | "pnpm" | "bun");
    let script = words.iter().position(|word| runner(word)).and_then(|at| {
        let rest = words[at + 1..]
            .iter()
            .filter(|word| !word.starts_with('-') && **word != "run");
        rest.into_iter()
            .next()
            .and_then(|name| package.command(name))
    });
    match script {
        Some(next) => files_started(package, next, hops),
        None => files_in(command),
    }
}

/// The words of a command that look like a file of the service.
fn files_in(command: &str) -> Vec<String> {
    let words = command.split([' ', ',', '[', ']', '"', '\'', '=']);
    words
        .filter(|word| crate::edit::script::is_script(word))
        .map(|word| word.trim_start_matches("./").to_owned())
        .collect()
}

/// The app among `files` that listens.
pub(crate) fn find<'s>(
    survey: &'s Survey<'_>,
    files: &[String],
    entry: Option<&str>,
) -> Fact<App<'s>> {
    let candidates = candidates(survey, files);
    let Some(served) = served(survey, files, candidates, entry) else {
        return broken_entry(survey, entry);
    };
    if served.len() > 1 {
        let places: Vec<String> = served.iter().map(place).collect();
        let places = places.join(", ");
        return Fact::Unknown(format!(
            "more than one app listens: {places}; fixup cannot tell which one serves"
        ));
    }
    let only = served
        .into_iter()
        .next()
        .expect("an app that serves was found");
    block_of(survey, only)
}

fn place(candidate: &Candidate<'_>) -> String {
    format!(
        "`{}:{}`",
        candidate.script.path,
        candidate.script.line(candidate.call.range().start)
    )
}

/// A file that starts the service and does not parse hides its app: that is not known, rather than absent.
fn broken_entry<'s>(survey: &'s Survey<'_>, entry: Option<&str>) -> Fact<App<'s>> {
    let Some(entry) = entry else {
        return Fact::Absent;
    };
    let error = survey
        .script(entry)
        .and_then(|script| script.syntax_error(&script.root()));
    let reason = survey.unreadable(entry).or(error);
    reason
        .filter(|_| survey.overlay.has_literal(entry, Literal::Express))
        .map_or(Fact::Absent, Fact::Unknown)
}

fn candidates<'s>(survey: &'s Survey<'_>, files: &[String]) -> Vec<Candidate<'s>> {
    let with_express: Vec<&Script> = files
        .par_iter()
        .filter(|path| survey.overlay.has_literal(path, Literal::Express))
        .filter_map(|path| survey.script(path))
        .collect();
    with_express
        .into_iter()
        .flat_map(|script| apps_in(survey, script))
        .collect()
}

fn apps_in<'s>(survey: &Survey<'_>, script: &'s Script) -> Vec<Candidate<'s>> {
    let bind = |call: Node<'s>| {
        if let Some((expression, symbol)) = class_field(script, &call) {
            return Some(Candidate {
                script,
                call,
                expression,
                symbol,
            });
        }
        let name = bound_name(&call)?;
        let symbol = survey.symbol(script, &name)?;
        Some(Candidate {
            script,
            call,
            expression: name.text().into_owned(),
            symbol,
        })
    };
    package_calls(script, "express").filter_map(bind).collect()
}

/// The field of a class that a value initialises: `this.app`, as methods know it.
fn class_field(script: &Script, value: &Node<'_>) -> Option<(String, Symbol)> {
    let field = value
        .parent()
        .filter(|n| matches!(&*n.kind(), "public_field_definition" | "field_definition"))?;
    let name = field
        .field("name")
        .or_else(|| field.field("property"))?
        .text()
        .into_owned();
    let class = field
        .ancestors()
        .find(|n| matches!(&*n.kind(), "class_declaration" | "class"))?;
    let symbol = Symbol {
        path: script.path.clone(),
        at: class.range().start,
        member: vec![name.clone()],
    };
    Some((format!("this.{name}"), symbol))
}

/// The candidates that listen; where none does and the entry starts what another file makes, those that it loads.
fn served<'s>(
    survey: &'s Survey<'_>,
    files: &[String],
    candidates: Vec<Candidate<'s>>,
    entry: Option<&str>,
) -> Option<Vec<Candidate<'s>>> {
    let listening: Vec<Symbol> = files
        .iter()
        .filter(|path| survey.overlay.has_literal(path, Literal::Listen))
        .filter_map(|path| survey.script(path))
        .flat_map(|script| listened(survey, script))
        .collect();
    let mut served: Vec<Candidate<'s>> = candidates
        .into_iter()
        .filter(|c| c.listens(survey, &listening))
        .collect();
    if served.len() > 1
        && let Some(entry) = entry
    {
        let reached = reached_from(survey, entry);
        let reachable = |c: &Candidate<'_>| reached.contains(&c.script.path);
        if served.iter().any(reachable) {
            served.retain(reachable);
        }
    }
    (!served.is_empty()).then_some(served)
}

/// The symbols on whose behalf a script listens: the receiver of `.listen(`, and the apps behind a server.
fn listened(survey: &Survey<'_>, script: &Script) -> Vec<Symbol> {
    listen_calls(script)
        .filter_map(|call| method_call(&call))
        .flat_map(|(receiver, _)| behind(survey, script, &receiver, 4))
        .collect()
}

/// The calls of a method `listen`.
pub(crate) fn listen_calls(script: &Script) -> impl Iterator<Item = Node<'_>> {
    script.found_by("listens", |node| {
        method_call(node).is_some_and(|(_, name)| name == "listen")
    })
}

/// The symbol of a receiver, and of what a server was made from.
pub(crate) fn behind(
    survey: &Survey<'_>,
    script: &Script,
    receiver: &Node<'_>,
    hops: usize,
) -> Vec<Symbol> {
    let Some(hops) = hops.checked_sub(1) else {
        return Vec::new();
    };
    let receiver = bare(receiver);
    let mut found: Vec<Symbol> = survey.symbol(script, &receiver).into_iter().collect();
    if is_server_call(&receiver) {
        found.extend(
            arguments(&receiver)
                .iter()
                .flat_map(|argument| behind(survey, script, argument, hops)),
        );
    } else if let Some((value_script, value)) = assigned_value(survey, script, &receiver) {
        found.extend(behind(survey, value_script, &value, hops));
    }
    found
}

/// The value that a name or member was given: at its declaration, or by an assignment anywhere in its file.
pub(crate) fn assigned_value<'s>(
    survey: &'s Survey<'_>,
    script: &Script,
    node: &Node<'_>,
) -> Option<(&'s Script, Node<'s>)> {
    let symbol = survey.symbol(script, node)?;
    let home = survey.script(&symbol.path)?;
    let mut given = home.found_by("servers given to names", |node| {
        given_server(node).is_some()
    });
    let value = given.find_map(|node| {
        let (name, server) = given_server(&node)?;
        (survey.symbol(home, &name)? == symbol).then_some(server)
    });
    value.map(|value| (home, value))
}

/// The name and the server where a declaration or an assignment gives a server to a name.
fn given_server<'a>(node: &Node<'a>) -> Option<(Node<'a>, Node<'a>)> {
    let (left, right) = match &*node.kind() {
        "variable_declarator" => (node.field("name")?, node.field("value")?),
        "assignment_expression" => (node.field("left")?, node.field("right")?),
        _ => return None,
    };
    let server = Some(bare(&right)).filter(is_server_call)?;
    Some((left, server))
}

/// `http.createServer(…)`, `createServer(…)`, `new http.Server(…)`, of `http`, `https` and `http2`.
pub(crate) fn is_server_call(node: &Node<'_>) -> bool {
    let callee = match &*node.kind() {
        "call_expression" => node.field("function"),
        "new_expression" => node.field("constructor"),
        _ => None,
    };
    let named = |callee: &Node<'_>| {
        let text = callee.text();
        ["createServer", "createSecureServer", "Server"]
            .iter()
            .any(|name| text.ends_with(name))
    };
    let made = |r: crate::edit::script::Reference| {
        ["http", "https", "http2"].iter().any(|module| {
            ["createServer", "createSecureServer", "Server"]
                .iter()
                .any(|name| r.is(module, Some(name)))
        })
    };
    callee
        .filter(named)
        .and_then(|callee| reference(&callee))
        .is_some_and(made)
}

/// All files that `entry` loads, directly or not.
pub(crate) fn reached_from(survey: &Survey<'_>, entry: &str) -> Vec<String> {
    let loaded = |path: &String| -> Vec<String> {
        survey
            .loads(path)
            .iter()
            .filter_map(|specifier| resolve(survey.overlay, path, specifier))
            .filter(|next| !folder(next).contains("node_modules") && is_script(next))
            .collect()
    };
    let mut reached = vec![entry.to_owned()];
    let mut known = HashSet::from([entry.to_owned()]);
    let mut level = 0..1;
    while !level.is_empty() {
        let next: Vec<Vec<String>> = reached[level.clone()].par_iter().map(loaded).collect();
        let new = next.into_iter().flatten();
        reached.extend(new.filter(|path| known.insert(path.clone())));
        level = level.end..reached.len();
    }
    reached
}

/// The innermost list of statements that holds every registration on the app. Where one call hands the app to a helper
/// that does everything, it is the helper's body.
fn block_of<'s>(survey: &'s Survey<'_>, candidate: Candidate<'s>) -> Fact<App<'s>> {
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
    for _ in 0..3 {
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
            || block.ancestors().any(|n| {
                matches!(&*n.kind(), "class_declaration" | "class")
                    && n.range().start == self.symbol.at
            })
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

/// The name by which a function is called: its own, its method's, or that of the constant that holds it.
pub(crate) fn function_name(node: &Node<'_>) -> Option<String> {
    match &*node.kind() {
        "function_declaration" | "method_definition" => node
            .field("name")
            .map(|n| n.text().into_owned())
            .filter(|name| name != "constructor"),
        "arrow_function" | "function_expression" => {
            let parent = node.parent().filter(|p| {
                matches!(
                    &*p.kind(),
                    "variable_declarator" | "public_field_definition" | "field_definition"
                )
            })?;
            parent
                .field("name")
                .or_else(|| parent.field("property"))
                .map(|n| n.text().into_owned())
        }
        _ => None,
    }
}

fn statement_list<'a>(node: &Node<'a>) -> Node<'a> {
    let statement = statement_of(node);
    statement.parent().unwrap_or(statement)
}
