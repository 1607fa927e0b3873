//! What a statement of an app does: its roles, told by what it reaches, never by a name of the user's choosing.
//! A statement has the roles of everything in it; functions count where they are called, one hop far.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::code::javascript::bindings::bound_name;
use crate::code::javascript::functions::function_name;
use crate::code::javascript::handover::{Handover, handover};
use crate::code::javascript::names::{calls_package, reference};
use crate::code::javascript::symbols::Symbol;
use crate::code::located::Located;
use crate::edit::script::{
    Node, Script, arguments, bare, chained, is_function, method_call, string_value,
};
use crate::survey::express::candidates::PACKAGE;
use crate::survey::express::middleware::handler_roles;
use crate::survey::express::order::Role;
use crate::survey::express::packages::package_role;
use crate::survey::http::is_health_path;
use crate::survey::node::app::App;
use crate::survey::node::server_calls::{is_server, is_server_call, with_choices};
use crate::survey::node::shutdown::is_sigterm;

/// How many functions are followed that a statement calls: a helper that is handed the app, and one that it calls.
const HOPS: usize = 2;

/// Reads the roles of statements, for one app or for a parameter that stands for it.
pub(crate) struct Reader<'s> {
    survey: &'s Survey<'s>,
    script: &'s Script,
    /// The app's expression in this script.
    expression: String,
    app: Vec<Symbol>,
    hops: usize,
}

impl<'s> Reader<'s> {
    /// A reader for the block of `app`.
    pub(crate) fn new(survey: &'s Survey<'s>, app: &App<'s>) -> Self {
        Self {
            survey,
            script: app.script,
            expression: app.expression.clone(),
            app: app.symbols.clone(),
            hops: HOPS,
        }
    }

    /// The roles of a statement. Imports and declared functions have none.
    pub(crate) fn roles(&self, statement: &Node<'s>) -> BTreeSet<Role> {
        let mut roles = BTreeSet::new();
        if matches!(&*statement.kind(), "return_statement" | "export_statement")
            && !holds_declaration(statement)
            || is_export(statement)
        {
            roles.insert(Role::Result);
        }
        self.visit(statement, &mut roles);
        roles
    }

    fn visit(&self, node: &Node<'s>, roles: &mut BTreeSet<Role>) {
        let is_declared_function = function_name(node).is_some();
        if is_declared_function
            || matches!(
                &*node.kind(),
                "import_statement" | "class_declaration" | "comment"
            )
        {
            return;
        }
        match &*node.kind() {
            "call_expression" if self.call(node, roles) => return,
            "new_expression" => self.construction(node, roles),
            _ => {}
        }
        for child in node.named_children() {
            self.visit(&child, roles);
        }
    }

    fn is_app(&self, node: &Node<'s>) -> bool {
        let node = bare(node);
        node.text() == self.expression
            && self
                .survey
                .symbol(self.script, &node)
                .is_some_and(|symbol| self.app.contains(&symbol))
    }

    /// The roles of a call; true where nothing inside it is to be looked at any more.
    fn call(&self, call: &Node<'s>, roles: &mut BTreeSet<Role>) -> bool {
        if let Some((receiver, method)) = method_call(call) {
            if self.is_chain_of_app(&receiver) {
                roles.extend(self.registration(call, &method));
                return method != "listen" && receiver.kind() != "call_expression";
            }
            if is_sigterm(call) {
                roles.insert(Role::Shutdown);
                return true;
            }
            if method == "listen" && self.is_server(&receiver) {
                roles.insert(Role::Start);
                return true;
            }
        }
        if calls_package(call, PACKAGE) {
            roles.extend(self.makes_this_app(call).then_some(Role::App));
            return true;
        }
        if is_server_call(call) {
            roles.extend(self.server(call));
            return true;
        }
        self.helper(call, roles)
    }

    /// `app`, or a call chained to one on the app: `app.use(…).use(…)`, `app.route("/x").get(…)`.
    fn is_chain_of_app(&self, receiver: &Node<'s>) -> bool {
        let text = receiver.text();
        // what a wrapper is around may begin with anything else
        let may_be = text.starts_with(['(', '<']) || text.starts_with("await");
        (may_be || text.starts_with(&self.expression))
            && chained(receiver).any(|it| self.is_app(&it))
    }

    fn makes_this_app(&self, call: &Node<'s>) -> bool {
        bound_name(call).is_some_and(|name| self.is_app(&name))
    }

    fn is_server(&self, receiver: &Node<'s>) -> bool {
        let receiver = bare(receiver);
        let made = self
            .survey
            .definition(self.script, &receiver)
            .is_some_and(|found| is_server(&found.node));
        made || is_server(&receiver)
            || method_call(&receiver).is_some_and(|(inner, _)| self.is_server(&inner))
    }

    /// `createServer(app)`: a handle where the same statement binds it to a name.
    fn server(&self, call: &Node<'s>) -> Option<Role> {
        let serves = arguments(call).iter().any(|argument| self.is_app(argument));
        (serves && bound_name(&with_choices(call)).is_some()).then_some(Role::ServerHandle)
    }

    fn construction(&self, node: &Node<'s>, roles: &mut BTreeSet<Role>) {
        let constructor = node.field("constructor").and_then(|n| reference(&n));
        if constructor.is_some_and(|r| r.is("socket.io", Some("Server")) || r.is("socket.io", None))
        {
            roles.insert(Role::Socket);
        }
        if is_server_call(node) {
            roles.extend(self.server(node));
        } else if handover(node, &|argument| self.is_app(argument)).is_some() {
            // `new Routes(app)`: what it registers is not looked for
            roles.insert(Role::Routes);
        }
    }

    /// The roles of a method called on the app.
    fn registration(&self, call: &Node<'s>, method: &str) -> BTreeSet<Role> {
        let arguments = arguments(call);
        match method {
            "listen" => [Role::Start].into(),
            "set" | "enable" | "disable" | "engine" => {
                let name = arguments.first().and_then(string_value);
                let is_trust = name.is_some_and(|name| name == "trust proxy");
                let trust = is_trust.then_some(Role::TrustProxy);
                [Role::Setting].into_iter().chain(trust).collect()
            }
            "get" if arguments.len() < 2 => BTreeSet::new(),
            "use" => self.mount(&arguments),
            "get" | "post" | "put" | "patch" | "delete" | "all" | "head" | "options" | "route" => {
                self.route(&arguments, method)
            }
            "param" | "on" => BTreeSet::new(),
            _ => [Role::Routes].into(),
        }
    }

    fn route(&self, arguments: &[Node<'s>], method: &str) -> BTreeSet<Role> {
        let paths = self.paths(arguments);
        let any = |wanted: &[&str]| paths.iter().any(|path| wanted.contains(&path.as_str()));
        let handlers = arguments.get(1..).unwrap_or_default();
        let is_cors = |handler: &Node<'s>| self.handler(handler, false).contains(&Role::Cors);
        let asks = !matches!(method, "post" | "put" | "patch" | "delete");
        let role = if asks && paths.iter().any(|path| is_health_path(path)) {
            Role::Health
        } else if any(&["/metrics"]) {
            Role::MetricsRoute
        } else if method == "options" && !handlers.is_empty() && handlers.iter().all(is_cors) {
            Role::Cors
        } else if any(&[
            "*",
            "/*",
            "(.*)",
            "/{*splat}",
            "/*splat",
            "{*splat}",
            "*splat",
        ]) {
            Role::Fallback
        } else {
            Role::Routes
        };
        [role].into()
    }

    /// `app.use(…)`: the roles of all its handlers, under the path where there is one.
    fn mount(&self, arguments: &[Node<'s>]) -> BTreeSet<Role> {
        let paths = self.paths(arguments);
        if paths.iter().any(|path| is_health_path(path)) {
            return [Role::Health].into();
        }
        if paths.iter().any(|path| path == "/metrics") {
            return [Role::MetricsRoute].into();
        }
        let handlers = &arguments[usize::from(!paths.is_empty())..];
        let catches_all = paths
            .iter()
            .all(|path| matches!(path.as_str(), "/" | "*" | "/*"));
        handlers
            .iter()
            .flat_map(|handler| self.handler(handler, catches_all))
            .collect()
    }

    /// The paths that a registration begins with; none where it begins with a handler.
    fn paths(&self, arguments: &[Node<'s>]) -> Vec<String> {
        let first = arguments.first();
        first.map_or_else(Vec::new, |first| self.survey.texts(self.script, first))
    }

    /// The roles of one handler; `catches_all` where it is mounted on every path.
    fn handler(&self, handler: &Node<'s>, catches_all: bool) -> BTreeSet<Role> {
        let handler = Located {
            script: self.script,
            node: handler.clone(),
        };
        handler_roles(self.survey, &handler, catches_all)
    }

    /// A call that hands the app on, or that runs a function of the same file: the roles of the body.
    fn helper(&self, call: &Node<'s>, roles: &mut BTreeSet<Role>) -> bool {
        let handed = handover(call, &|argument| self.is_app(argument));
        let Some(callee) = call.field("function") else {
            return false;
        };
        let tracker = handed.is_some()
            && package_role(self.survey, self.script, call) == Some(Role::ErrorTrackingHandler);
        if tracker {
            roles.insert(Role::ErrorTrackingHandler);
            return true;
        }
        let body = self.function(&callee).filter(|_| self.hops > 0);
        let followed = body.and_then(|found| self.within(&found, handed.as_ref()));
        match (followed, &handed) {
            (Some(inside), Some(_)) if inside.is_empty() => drop(roles.insert(Role::Routes)),
            (Some(inside), _) => roles.extend(inside),
            (None, Some(_)) => drop(roles.insert(Role::Routes)),
            (None, None) => return false,
        }
        handed.is_some()
    }

    /// The function that a callee names, here or in another file.
    fn function(&self, callee: &Node<'s>) -> Option<Located<'s>> {
        let callee = bare(callee);
        if let Some(method) = this_method(&callee) {
            return Some(Located {
                script: self.script,
                node: method,
            });
        }
        let plain = matches!(
            &*callee.kind(),
            "identifier" | "member_expression" | "call_expression"
        );
        let found = self
            .survey
            .definition(self.script, &callee)
            .filter(|_| plain)?;
        Some(found).filter(|found| is_function(&found.node))
    }

    /// The roles of a function's body, with the parameter that receives the app standing for it.
    fn within(&self, function: &Located<'s>, handed: Option<&Handover>) -> Option<BTreeSet<Role>> {
        let body = function.node.field("body")?;
        let (expression, app) = match handed {
            Some(handed) => {
                let (expression, symbol) = handed.inside(function)?;
                (expression, vec![symbol])
            }
            None => (self.expression.clone(), self.app.clone()),
        };
        let inner = Reader {
            survey: self.survey,
            script: function.script,
            expression,
            app,
            hops: self.hops - 1,
        };
        let mut roles = BTreeSet::new();
        inner.visit(&body, &mut roles);
        roles.remove(&Role::Result);
        Some(roles)
    }
}

/// `this.routes()` in a class: the method.
fn this_method<'a>(callee: &Node<'a>) -> Option<Node<'a>> {
    let object = callee
        .field("object")
        .filter(|object| object.kind() == "this")?;
    let name = callee.field("property")?.text().into_owned();
    let class = object.ancestors().find(|n| n.kind() == "class_body")?;
    class.children().find(|member| {
        member.kind() == "method_definition"
            && member.field("name").is_some_and(|n| n.text() == name)
    })
}

fn holds_declaration(statement: &Node<'_>) -> bool {
    statement.kind() == "export_statement"
        && statement.field("declaration").is_some()
        && statement.children().all(|n| n.kind() != "default")
}

/// `module.exports = …`, `exports.x = …`.
fn is_export(statement: &Node<'_>) -> bool {
    let assignment = statement.child(0).filter(|n| {
        statement.kind() == "expression_statement" && n.kind() == "assignment_expression"
    });
    let left = assignment
        .and_then(|n| n.field("left"))
        .map(|n| n.text().into_owned());
    left.is_some_and(|left| {
        left == "module.exports"
            || left.starts_with("module.exports.")
            || left.starts_with("exports.")
    })
}
