//! Whether a health route answers for the whole service, and how such routes are called.
//! The health of a feature (`/api/ai/health`) says nothing about the service.

use minijinja::Value;

use crate::code::Survey;
use crate::code::javascript::handover::handover;
use crate::code::javascript::names::reference;
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{Node, Script, arguments, method_call, string_value};
use crate::survey::express::Express;
use crate::survey::express::order::Role;
use crate::survey::express::roles::Reader;
use crate::survey::fact::Fact;
use crate::survey::http::{is_api_prefix, is_health_path};
use crate::survey::node::app::App;
use crate::survey::word::Row;

/// The words of this room.
pub(crate) const WORDS: &[Row<Express>] = &[
    Row::fact("health", "a health route answers", |it, _| it.health()),
    Row::slot(
        "health",
        "after the app, before limiters, routes and catch-alls",
        &["app"],
        |it| it.slot_of(Role::Health),
    ),
];

/// Packages that add a health route by themselves.
const PACKAGES: &[&str] = &[
    "@godaddy/terminus",
    "lightship",
    "express-actuator",
    "express-healthcheck",
];

impl Express<'_> {
    /// A health route of the service: in the block of the app, or in a router mounted at its root or below `/api`.
    pub(crate) fn health(&self) -> Fact<Value> {
        if let Some(package) = PACKAGES
            .iter()
            .find(|package| self.node.package.depends_on(package))
        {
            return Fact::Present(Value::from(*package));
        }
        match self.node.app() {
            Fact::Present(app) => {
                let route = route_of(self.node.survey, app, Role::Health, is_health_path);
                Fact::from_option(route.map(Value::from))
            }
            Fact::Absent => Fact::Absent,
            Fact::Unknown(reason) => Fact::Unknown(reason),
        }
    }
}

/// The path of a route of the service that has this role or such a path; where the app itself registers it, only the usual
/// name of it.
pub(crate) fn route_of<'s>(
    survey: &'s Survey<'s>,
    app: &App<'s>,
    role: Role,
    is_wanted: fn(&str) -> bool,
) -> Option<String> {
    let reader = Reader::new(survey, app);
    if crate::edit::script::statements(&app.block)
        .iter()
        .any(|statement| reader.roles(statement).contains(&role))
    {
        return Some("/health".to_owned());
    }
    let search = Search { survey, is_wanted };
    app.block
        .dfs()
        .filter(|n| n.kind() == "call_expression")
        .find_map(|call| search.mounted(app.script, &call, "", 3))
}

/// A search for a route in routers.
struct Search<'s> {
    survey: &'s Survey<'s>,
    is_wanted: fn(&str) -> bool,
}

impl<'s> Search<'s> {
    /// The route behind `x.use(prefix, router)`, following routers mounted on routers.
    fn mounted(
        &self,
        script: &'s Script,
        call: &Node<'s>,
        above: &str,
        hops: usize,
    ) -> Option<String> {
        let hops = hops.checked_sub(1)?;
        let (_, method) = method_call(call)?;
        if method != "use" {
            return None;
        }
        let arguments = arguments(call);
        let prefix = arguments.first().and_then(string_value);
        let path = format!(
            "{above}{}",
            prefix.as_deref().unwrap_or("").trim_end_matches('/')
        );
        if !is_api_prefix(&path) {
            return None;
        }
        let routers = arguments.iter().skip(usize::from(prefix.is_some()));
        routers
            .into_iter()
            .find_map(|router| self.in_router(script, router, &path, hops))
    }

    fn in_router(
        &self,
        script: &'s Script,
        router: &Node<'s>,
        prefix: &str,
        hops: usize,
    ) -> Option<String> {
        let symbol = self.survey.symbol(script, router).or_else(|| {
            let reference =
                reference(router).filter(|reference| self.survey.is_local(script, reference))?;
            let found = self.survey.follow(script, &reference)?;
            self.survey.symbol(found.script, &found.node)
        })?;
        self.on_router(&symbol, prefix, hops)
    }

    /// The route that the file of a router registers on it, or a helper that receives it.
    fn on_router(&self, symbol: &Symbol, prefix: &str, hops: usize) -> Option<String> {
        let home = self.survey.script(&symbol.path)?;
        let is_router = |node: &Node<'s>| self.survey.symbol(home, node).as_ref() == Some(symbol);
        let root = home.root();
        root.dfs()
            .filter(|n| n.kind() == "call_expression")
            .find_map(|call| {
                if let Some(handed) = handover(&call, &is_router) {
                    let function = self.survey.definition(home, &call.field("function")?)?;
                    let (_, inside) = handed.inside(&function)?;
                    return self.on_router(&inside, prefix, hops.checked_sub(1)?);
                }
                let (receiver, method) = method_call(&call)?;
                let arguments = arguments(&call);
                if arguments.is_empty() || !is_router(&receiver) {
                    return None;
                }
                let paths = arguments
                    .first()
                    .map_or_else(Vec::new, |first| self.survey.texts(home, first));
                let path = format!("{prefix}{}", paths.into_iter().next().unwrap_or_default());
                let answers =
                    matches!(&*method, "get" | "all" | "use" | "route") && (self.is_wanted)(&path);
                answers
                    .then_some(path)
                    .or_else(|| self.mounted(home, &call, prefix, hops))
            })
    }
}
