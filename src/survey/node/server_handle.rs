//! A server that can be closed: its name where there is one, else where one belongs, how it is made and what it stands for.
//! A server of the app that never listens is left as it is: to let it listen would open what hangs on it.

use crate::code::javascript::bindings::bound_name;
use crate::code::javascript::declarations::{Declared, declared_by};
use crate::code::javascript::modules::loads;
use crate::code::javascript::names::{declared, reference};
use crate::edit::line_start;
use crate::edit::script::{
    Node, Script, arguments, is_function, is_statement_list, is_typescript, parameters,
    statement_of, statements,
};
use crate::survey::fact::{Captures, Fact, Side, Site, Slot};
use crate::survey::node::app::{App, Framework};
use crate::survey::node::imports::{is_builtin, is_import};
use crate::survey::node::listening::{Listening, On};
use crate::survey::node::server_calls::is_server_call;
use crate::survey::node::service::Service;
use crate::survey::place::{before_statement, beside};
use crate::survey::word::vocabulary;
use minijinja::Value;

vocabulary! { Service:
    /// what stands for the server where the app itself listens
    list "app-listens" ["server"] = |it| it.app_listens();
    /// a server of the app with a name, right after the app
    slot "server-handle" ["http_import", "made", "server"] = |it| it.server_handle();
}

impl Service<'_> {
    /// The place for a server with a name.
    fn server_handle(&self) -> Slot {
        Slot::of(self.listening(), self.framework.no_app(), |listening| {
            let slot = match listening.heard_error() {
                Some(reason) if self.hears_errors() || is_typescript(&listening.script.path) => {
                    Err(reason)
                }
                _ => listening.handle_slot(),
            };
            slot.unwrap_or_else(Slot::Missing)
        })
    }

    /// What must be said of servers that never listen.
    pub(crate) fn idle_servers(&self) -> Vec<String> {
        let idle = self.listening().present().map(Listening::idle_servers);
        idle.unwrap_or_default()
    }

    /// What stands for the server where the app itself listens.
    fn app_listens(&self) -> Fact<Vec<Site>> {
        let sites = |listening: &Listening<'_>| Fact::from_result(listening.receiver_sites());
        self.listening().and_then(sites)
    }

    /// Whether `listen` of the app hands errors to its callback.
    fn hears_errors(&self) -> bool {
        let version = self.package.version(self.framework.package());
        self.framework.hears_errors(version.unwrap_or_default())
    }
}

impl<'s> Listening<'s> {
    /// Why the callback of `listen` keeps the app from listening on a server: it takes an error, which only an app hands on.
    fn heard_error(&self) -> Option<String> {
        let last = arguments(&self.call()?).pop()?;
        let callback = self.survey.definition(self.script, &last)?;
        let takes_error = is_function(&callback.node)
            && parameters(&callback.node)
                .iter()
                .any(|it| it.kind() != "optional_parameter");
        (matches!(self.on, On::App) && takes_error).then(|| {
            format!(
                "the callback of `listen` at {} takes an error, which a server does not hand to it; \
                 handle the event `error` of what `listen` gives instead",
                self.place()
            )
        })
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
    pub(crate) fn slot(&self, framework: &dyn Framework) -> Slot {
        let statement = match &self.statement {
            Ok(statement) => statement,
            Err(reason) => return Slot::Missing(reason.clone()),
        };
        let Some(view) = self.view() else {
            return Slot::Missing(format!("{} listens outside of any block", self.place()));
        };
        let captures = Captures::from([("server".to_owned(), Value::from(self.server()))]);
        framework.before_group(self.survey, &view, statement, captures)
    }

    /// The server by the name that it has, or will have.
    fn server(&self) -> String {
        match &self.on {
            On::Server(_) => self.receiver().text().into_owned(),
            _ => self.new_name().unwrap_or_default(),
        }
    }

    fn handle_slot(&self) -> Result<Slot, String> {
        if matches!(self.on, On::Server(_)) || self.spare_server().is_some() {
            return Ok(Slot::Filled);
        }
        let statement = self.statement.clone()?;
        let captures = self.handle_captures(&statement)?;
        Ok(match self.home() {
            Some(Home::Declaration(statement)) => {
                beside(self.script, &statement, Side::Below, captures)
            }
            Some(Home::Import(statement)) => beside(self.script, &statement, Side::After, captures),
            None => before_statement(self.script, &statement, captures),
        })
    }

    fn handle_captures(&self, statement: &Node<'_>) -> Result<Captures, String> {
        let name = self.new_name()?;
        let (made, import) = if matches!(self.on, On::Unnamed) {
            let made = moved(self.script, self.receiver(), statement);
            (made, String::new())
        } else {
            let (callee, import) = maker(self.script);
            (format!("{callee}({})", self.app), import)
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
            On::App => Some(self.receiver().clone()),
            _ => <[Node<'s>; 1]>::try_from(arguments(self.receiver()))
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
            is_import(statement) && declared_by(statement, &app.text()).is_some()
        };
        let first = list.iter().position(imports_app)?;
        list.into_iter()
            .skip(first)
            .take_while(is_import)
            .last()
            .map(Home::Import)
    }

    /// The servers of the app that never listen, as places: what hangs on them serves nobody.
    fn idle_servers(&self) -> Vec<String> {
        if !matches!(self.on, On::App) {
            return Vec::new();
        }
        let is_used = |call: &Node<'s>| self.spare_name(call).is_none();
        let idle = self.servers().into_iter().filter(is_used);
        let place = |call: Node<'s>| {
            let line = self.script.line(call.range().start);
            format!(
                "the server of `{}:{line}` never listens, so what hangs on it, as sockets do, serves nobody",
                self.script.path
            )
        };
        idle.map(place).collect()
    }

    /// The calls of the file that make servers of the app.
    fn servers(&self) -> Vec<Node<'s>> {
        let serves = |call: &Node<'s>| {
            let is_app = |n: &Node<'s>| {
                let symbol = self.survey.symbol(self.script, n);
                symbol.is_some_and(|symbol| self.symbols.contains(&symbol))
            };
            is_server_call(call) && arguments(call).iter().any(is_app)
        };
        let root = self.script.root();
        root.dfs().filter(serves).collect()
    }

    /// The name of a server that nothing hangs on yet, so that it may listen.
    fn spare_server(&self) -> Option<String> {
        let servers = self.servers();
        servers.iter().find_map(|server| self.spare_name(server))
    }

    fn spare_name(&self, server: &Node<'s>) -> Option<String> {
        let name = bound_name(server).filter(|name| name.kind() == "identifier")?;
        let text = name.text();
        let is_seen = matches!(
            declared(&text, self.receiver()),
            Some(Declared::Value { .. })
        );
        let uses = self.script.root();
        let uses = uses.dfs().filter(|n| is_name(n) && n.text() == text);
        (is_seen && uses.count() == 1).then(|| text.into_owned())
    }

    /// The name of a new server: that of the variable that holds it now, else one that the script does not use.
    fn new_name(&self) -> Result<String, String> {
        if let Some(spare) = self.spare_server() {
            return Ok(spare);
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

    /// The end of the receiver; a line that was broken only because it was long is joined.
    fn receiver_end(&self, receiver: &Node<'_>) -> usize {
        let end = receiver.range().end;
        let call = receiver.parent().and_then(|member| member.parent());
        let goes_on = call
            .and_then(|call| call.parent())
            .is_some_and(|parent| parent.kind() == "member_expression");
        if goes_on || !matches!(self.on, On::Unnamed) {
            return end;
        }
        let rest = &self.script.text[end..];
        end + (rest.len() - rest.trim_start().len())
    }

    /// The parts of the calls that give way to the server: `app`, or `const server = app`.
    fn receiver_sites(&self) -> Result<Vec<Site>, String> {
        if matches!(self.on, On::Server(_)) {
            return Ok(Vec::new());
        }
        let server = self.new_name()?;
        let site = |receiver: &Node<'_>| {
            let start = match self.variable() {
                Some((name, _)) if name.text() == server => statement_of(&name).range().start,
                _ => receiver.range().start,
            };
            let range = start..self.receiver_end(receiver);
            Site::within(self.script, range).with("server", server.clone())
        };
        Ok(self.receivers.iter().map(site).collect())
    }
}

/// The text of an expression that moves out of its statement: lines that went on below it lose the statement's indentation.
fn moved(script: &Script, expression: &Node<'_>, statement: &Node<'_>) -> String {
    let text = expression.text();
    let start = statement.range().start;
    let indent = &script.text[line_start(&script.text, start)..start];
    let holds_lines = |n: &Node<'_>| n.kind() == "template_string" && n.text().contains('\n');
    if expression.dfs().any(|n| holds_lines(&n)) {
        return text.into_owned();
    }
    let line = |line: &str| line.strip_prefix(indent).unwrap_or(line).to_owned();
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Where a new server belongs.
enum Home<'s> {
    /// Right below the declaration of the app.
    Declaration(Node<'s>),
    /// Behind the imports, the app's among them.
    Import(Node<'s>),
}

/// Whether it is the name of a variable; a member may be called alike.
fn is_name(node: &Node<'_>) -> bool {
    matches!(
        &*node.kind(),
        "identifier" | "shorthand_property_identifier" | "shorthand_property_identifier_pattern"
    )
}

fn uses_name(script: &Script, name: &str) -> bool {
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
    let is_bare = |module: &String| !module.starts_with("node:") && is_builtin(module);
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
