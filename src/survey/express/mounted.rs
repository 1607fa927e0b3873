//! A route of a service with a role or a path: on the app, or in a router that is mounted at its root or below `/api`.

use crate::code::Survey;
use crate::code::javascript::handover::handover;
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{Node, Script, arguments, method_call, statements, string_value};
use crate::survey::express::order::Role;
use crate::survey::express::roles::Reader;
use crate::survey::express::routes::router_symbol;
use crate::survey::http::is_api_prefix;
use crate::survey::node::app::App;

/// How many routers are followed that are mounted on each other: the root, the API and its version. Those below belong to features.
const HOPS: usize = 3;

/// The path of a route of the service that has this role or such a path; where the app itself registers it, only the usual
/// name of it.
pub(crate) fn route_of<'s>(
    survey: &'s Survey<'s>,
    app: &App<'s>,
    role: Role,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let reader = Reader::new(survey, app);
    if statements(&app.block)
        .iter()
        .any(|statement| reader.roles(statement).contains(&role))
    {
        return Some("/health".to_owned());
    }
    let search = Search { survey, is_wanted };
    app.block
        .dfs()
        .filter(|n| n.kind() == "call_expression")
        .find_map(|call| search.mounted(app.script, &call, "", HOPS))
}

/// A search for a route in routers.
struct Search<'s, 'w> {
    survey: &'s Survey<'s>,
    is_wanted: &'w dyn Fn(&str) -> bool,
}

impl<'s> Search<'s, '_> {
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
            .filter_map(|router| router_symbol(self.survey, script, router))
            .find_map(|router| self.on_router(&router, &path, hops))
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
