//! What a statement of a FastAPI app does: its roles, told by what it reaches, never by a name of the user's choosing.
//! A statement has the roles of everything that runs in it; functions that receive the app count where they are called.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::code::helpers::Deed;
use crate::code::located::Located;
use crate::code::python::definitions::definition;
use crate::code::python::names::{bound_in, calls, dotted};
use crate::code::python::syntax::{
    asks_for_main, callee, decorators, functions_around, is_function, keyword, method_call,
    parameters, positional, statements, values,
};
use crate::edit::script::{Node, Script};
use crate::survey::fastapi::order::Role;
use crate::survey::fastapi::routes::{
    Registration, answered_outside, is_health, is_health_router, path_of,
};

/// What a statement does with the app.
enum Found<'s> {
    Registers(Registration<'s>),
    Has(Role),
}

/// How many functions are followed that a statement calls: one that is handed the app, and two that it calls in turn.
const HOPS: usize = 3;

/// Reads the statements of a block in which the app has a name.
pub(crate) struct Reader<'s> {
    survey: &'s Survey<'s>,
    script: &'s Script,
    expression: String,
    hops: usize,
}

impl<'s> Reader<'s> {
    pub(crate) fn new(survey: &'s Survey<'s>, script: &'s Script, expression: &str) -> Self {
        Self {
            survey,
            script,
            expression: expression.to_owned(),
            hops: HOPS,
        }
    }

    /// The roles of a statement. Imports and definitions have none.
    pub(crate) fn roles(&self, statement: &Node<'s>) -> BTreeSet<Role> {
        self.found(statement)
            .into_iter()
            .filter_map(|found| match found {
                Found::Has(role) => Some(role),
                Found::Registers(registration) => self.role(&registration),
            })
            .collect()
    }

    /// The methods that a statement calls on the app.
    pub(crate) fn registrations(&self, statement: &Node<'s>) -> Vec<Registration<'s>> {
        self.found(statement)
            .into_iter()
            .filter_map(|found| match found {
                Found::Registers(registration) => Some(registration),
                Found::Has(_) => None,
            })
            .collect()
    }

    fn found(&self, statement: &Node<'s>) -> Vec<Found<'s>> {
        let mut found = Vec::new();
        self.visit(statement, &mut found);
        found
    }

    fn visit(&self, node: &Node<'s>, found: &mut Vec<Found<'s>>) {
        match &*node.kind() {
            "class_definition" | "comment" | "import_statement" | "import_from_statement" => return,
            "decorated_definition" => {
                for decorator in decorators(node) {
                    self.visit(&decorator, found);
                }
                return;
            }
            _ if is_function(node) => return,
            "return_statement" => found.push(Found::Has(Role::Result)),
            "if_statement" if asks_for_main(node) => {
                found.push(Found::Has(Role::Result));
                return;
            }
            "assignment" if self.assigns(node, found) => return,
            "call" if self.call(node, found) => return,
            _ => {}
        }
        for child in node.named_children() {
            self.visit(&child, found);
        }
    }

    fn is_app(&self, node: &Node<'_>) -> bool {
        node.text() == self.expression
    }

    /// An assignment to the app, or to its state; true where nothing inside is to be looked at any more.
    fn assigns(&self, node: &Node<'s>, found: &mut Vec<Found<'s>>) -> bool {
        let (Some(left), Some(right)) = (node.field("left"), node.field("right")) else {
            return false;
        };
        let hands_on = |call: &Node<'_>| {
            call.kind() == "call" && values(call).iter().any(|value| self.is_app(value))
        };
        if self.is_app(&left) {
            let wraps = hands_on(&right);
            found.push(Found::Has(if wraps { Role::Result } else { Role::App }));
            return true;
        }
        let limits = left.text() == format!("{}.state.limiter", self.expression);
        found.extend(limits.then_some(Found::Has(Role::Limiter)));
        // `handler = Mangum(app)`, `sio_app = ASGIApp(sio, app)`
        let is_foreign = definition_of_callee(self.survey, self.script, &right).is_none();
        if hands_on(&right)
            && is_foreign
            && left.kind() == "identifier"
            && !is_instrumentator(&right)
        {
            found.push(Found::Has(Role::Result));
            return true;
        }
        false
    }

    /// A call; true where nothing inside is to be looked at any more.
    fn call(&self, call: &Node<'s>, found: &mut Vec<Found<'s>>) -> bool {
        if let Some((receiver, method)) = method_call(call) {
            let of_router = receiver.text() == format!("{}.router", self.expression);
            if self.is_app(&receiver) || of_router {
                found.push(Found::Registers(Registration {
                    call: Located {
                        script: self.script,
                        node: call.clone(),
                    },
                    method,
                }));
                return true;
            }
        }
        let Some(at) = values(call).iter().position(|value| self.is_app(value)) else {
            self.function_beside(call, found);
            return false;
        };
        if calls(call, &["uvicorn.run", "uvicorn.Config"]) {
            found.push(Found::Has(Role::Result));
        } else if is_instrumentator(call) {
            found.push(Found::Has(Role::Metrics));
            found.extend(
                call.text()
                    .contains(".expose(")
                    .then_some(Found::Has(Role::MetricsRoute)),
            );
            return true;
        } else {
            self.helper(call, at, found);
        }
        false
    }

    /// A call of a function of the same module, which uses the app by its name.
    fn function_beside(&self, call: &Node<'s>, found: &mut Vec<Found<'s>>) {
        let called = callee(call)
            .filter(|callee| callee.kind() == "identifier" && self.hops > 0)
            .and_then(|callee| definition(self.survey, self.script, &callee));
        let Some(function) = called.filter(|function| {
            function.node.kind() == "function_definition"
                && function.script.path == self.script.path
                && functions_around(&function.node).is_empty()
        }) else {
            return;
        };
        let Some(body) = function.node.field("body") else {
            return;
        };
        let root = self.expression.split('.').next().unwrap_or_default();
        let shadows = bound_in(&body, root).is_some()
            || parameters(&function.node)
                .iter()
                .any(|(name, _)| name == root);
        if shadows
            || !functions_around(call).is_empty() && bound_in(&self.script.root(), root).is_none()
        {
            return;
        }
        let inner = Reader {
            survey: self.survey,
            script: self.script,
            expression: self.expression.clone(),
            hops: self.hops - 1,
        };
        for statement in statements(&body) {
            let inside = inner.found(&statement).into_iter();
            found.extend(
                inside.filter(|found| !matches!(found, Found::Has(Role::Result | Role::App))),
            );
        }
    }

    /// A call that hands the app on: what the body of a function of the repository does with it.
    fn helper(&self, call: &Node<'s>, at: usize, found: &mut Vec<Found<'s>>) {
        let Some(callee) = callee(call) else {
            return;
        };
        match definition(self.survey, self.script, &callee) {
            Some(function) if function.node.kind() == "function_definition" && self.hops > 0 => {
                self.within(&function, call, at, found);
            }
            Some(class) if class.node.kind() == "class_definition" => {
                found.push(Found::Has(Role::Routes));
            }
            _ => {}
        }
    }

    fn within(
        &self,
        function: &Located<'s>,
        call: &Node<'s>,
        at: usize,
        found: &mut Vec<Found<'s>>,
    ) {
        let value = values(call).into_iter().nth(at);
        let name = value
            .and_then(|value| value.parent())
            .filter(|parent| parent.kind() == "keyword_argument")
            .and_then(|parent| parent.field("name"))
            .map(|name| name.text().into_owned());
        let mut names = parameters(&function.node).into_iter().map(|(name, _)| name);
        let is_method = callee(call).is_some_and(|callee| callee.kind() == "attribute");
        let parameter = name.or_else(|| {
            names
                .by_ref()
                .filter(|name| !(is_method && matches!(name.as_str(), "self" | "cls")))
                .nth(at)
        });
        let (Some(parameter), Some(body)) = (parameter, function.node.field("body")) else {
            return;
        };
        let inner = Reader {
            survey: self.survey,
            script: function.script,
            expression: parameter,
            hops: self.hops - 1,
        };
        for statement in statements(&body) {
            let inside = inner.found(&statement).into_iter();
            found.extend(inside.filter(|found| !matches!(found, Found::Has(Role::Result))));
        }
    }

    /// The role of a method called on the app.
    fn role(&self, registration: &Registration<'s>) -> Option<Role> {
        let call = &registration.call;
        match registration.method.as_str() {
            "get"
            | "post"
            | "put"
            | "delete"
            | "patch"
            | "head"
            | "options"
            | "trace"
            | "api_route"
            | "route"
            | "websocket"
            | "websocket_route"
            | "add_api_route"
            | "add_route"
            | "add_websocket_route"
            | "add_api_websocket_route" => {
                Some(role_of_path(path_of(self.survey, call).as_deref()))
            }
            "mount" => Some(match role_of_path(path_of(self.survey, call).as_deref()) {
                Role::Health => Role::Routes,
                role => role,
            }),
            "include_router" => Some(if is_health_router(self.survey, call) {
                Role::Health
            } else {
                Role::Routes
            }),
            "middleware" => Some(Role::Middleware),
            "add_middleware" => {
                let class = positional(&call.node).into_iter().next();
                let class = class.or_else(|| keyword(&call.node, "middleware_class"));
                match answered_outside(self.survey, call) {
                    Some(path) if is_health(&path) => Some(Role::HealthOutside),
                    Some(_) => Some(Role::MetricsOutside),
                    None => {
                        let known =
                            class.and_then(|class| self.middleware_role(call.script, &class));
                        Some(known.unwrap_or(Role::Middleware))
                    }
                }
            }
            _ => None,
        }
    }

    fn middleware_role(&self, script: &Script, class: &Node<'_>) -> Option<Role> {
        let dotted = dotted(class).unwrap_or_else(|| class.text().into_owned());
        match dotted.rsplit('.').next()? {
            "CORSMiddleware" => Some(Role::Cors),
            "SlowAPIMiddleware" | "SlowAPIASGIMiddleware" => Some(Role::Limiter),
            "PrometheusMiddleware" => Some(Role::Metrics),
            _ => {
                let measures = self.survey.is_helper(script, class, Deed::MeasuresRequests);
                measures.then_some(Role::Metrics)
            }
        }
    }
}

/// The role of a route, by its path.
fn role_of_path(path: Option<&str>) -> Role {
    match path {
        Some(path) if is_health(path) => Role::Health,
        Some("/metrics" | "/metrics/") => Role::MetricsRoute,
        _ => Role::Routes,
    }
}

fn is_instrumentator(call: &Node<'_>) -> bool {
    call.text().contains("Instrumentator")
}

fn definition_of_callee<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    call: &Node<'s>,
) -> Option<Located<'s>> {
    definition(survey, script, &callee(call)?)
}
