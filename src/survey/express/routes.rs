//! The routes of an app with their whole paths, as far as routers on routers and helpers can be followed.

use std::cell;

use crate::code::Survey;
use crate::code::javascript::handover::handover;
use crate::code::javascript::names::{calls_package, reference};
use crate::code::javascript::symbols::Symbol;
use crate::code::located::Located;
use crate::edit::script::{Node, Script, arguments, bare, chained, is_function, method_call};
use crate::survey::express::candidates::PACKAGE;
use crate::survey::express::paths::SOMEWHERE;
use crate::survey::express::tables::{Cell, cells, is_of_loop};
use crate::survey::node::app::App;

/// How many routers and helpers are followed that stand on each other: the API, its version, a feature, a part of it, and a helper
/// that is handed one of these.
const HOPS: usize = 5;

/// A route or mount with its whole path.
pub(crate) struct Route {
    pub(crate) path: String,
    /// Whether it answers more than GET.
    pub(crate) writes: bool,
    /// The byte in the file of the app, for one that stands there.
    pub(crate) at: Option<usize>,
}

impl Route {
    /// Whether all of its path is known.
    pub(crate) fn is_whole(&self) -> bool {
        !self.path.starts_with(SOMEWHERE)
    }
}

/// A path and the routers and handlers behind it, each with the file that it stands in.
struct Mount<'s> {
    /// Several where a list says so; none where the call names no path.
    paths: Vec<String>,
    handlers: Vec<Located<'s>>,
}

/// An app or router, by its name and by the call that makes it, which others may be chained to.
struct Router {
    symbol: Option<Symbol>,
    path: String,
    made_at: Option<usize>,
}

impl Router {
    fn named(symbol: Symbol) -> Self {
        Self {
            path: symbol.path.clone(),
            symbol: Some(symbol),
            made_at: None,
        }
    }
}

/// All routes and mounts of the app, as far as they can be followed.
pub(crate) fn routes_of<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Vec<Route> {
    collected(&Routes::new(survey, false), app)
}

fn collected(routes: &Routes<'_>, app: &App<'_>) -> Vec<Route> {
    let mut found = Vec::new();
    for symbol in &app.symbols {
        let router = Router::named(symbol.clone());
        routes.collect(Some(app), &router, "", HOPS, &mut found);
    }
    found
}

/// All that an app answers.
pub(crate) struct Served {
    /// The paths of routes and mounts, those of packages included.
    pub(crate) paths: Vec<String>,
    /// Whether something that cannot be followed may answer anything.
    pub(crate) is_open: bool,
}

/// All that the app answers.
pub(crate) fn all_of<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Served {
    let routes = Routes::new(survey, true);
    let found = collected(&routes, app).into_iter();
    Served {
        paths: found
            .filter(Route::is_whole)
            .map(|route| route.path)
            .collect(),
        is_open: routes.is_open.get(),
    }
}

/// The routes of a repository.
struct Routes<'s> {
    survey: &'s Survey<'s>,
    /// Whether mounts of packages count, too.
    with_packages: bool,
    /// Whether something was met that cannot be followed and may answer anything.
    is_open: cell::Cell<bool>,
}

impl<'s> Routes<'s> {
    fn new(survey: &'s Survey<'s>, with_packages: bool) -> Self {
        Self {
            survey,
            with_packages,
            is_open: cell::Cell::new(false),
        }
    }

    /// The routes that the file of `router` registers on it.
    fn collect(
        &self,
        app: Option<&App<'_>>,
        router: &Router,
        prefix: &str,
        hops: usize,
        found: &mut Vec<Route>,
    ) {
        let (Some(script), Some(hops)) = (self.survey.script(&router.path), hops.checked_sub(1))
        else {
            self.is_open.set(true);
            return;
        };
        let is_it = |node: &Node<'_>| {
            let is_made = router.made_at == Some(node.range().start) && is_router(node);
            let symbol = || self.survey.symbol(script, node);
            is_made || router.symbol.is_some() && symbol() == router.symbol
        };
        let root = script.root();
        for call in root.dfs().filter(|n| n.kind() == "call_expression") {
            if let Some(handed) = handover(&call, &is_it) {
                let function = call
                    .field("function")
                    .and_then(|callee| self.survey.definition(script, &callee));
                let inside = function.and_then(|function| handed.inside(&function));
                if let Some((_, inside)) = inside {
                    self.collect(app, &Router::named(inside), prefix, hops, found);
                } else if !self.is_of_package(script, &call) {
                    self.is_open.set(true);
                }
                continue;
            }
            let Some((receiver, method)) = method_call(&call) else {
                continue;
            };
            let at = app
                .filter(|app| app.script.path == script.path)
                .map(|_| call.range().start);
            if on(&receiver, &is_it) {
                self.registered(script, &call, &method, (prefix, at), hops, found);
            }
        }
    }

    /// What one call registers, its router followed.
    fn registered(
        &self,
        script: &'s Script,
        call: &Node<'s>,
        method: &str,
        (prefix, at): (&str, Option<usize>),
        hops: usize,
        found: &mut Vec<Route>,
    ) {
        let arguments = arguments(call);
        let writes = match method {
            "use" | "post" | "put" | "patch" | "all" => true,
            "route" => !read_only(call),
            "get" if arguments.len() > 1 => false,
            "delete" => false,
            _ => return,
        };
        for mount in self.mounts(script, method, &arguments) {
            self.mounted(&mount, (method, writes), (prefix, at), hops, found);
        }
    }

    /// What a call mounts: once, or once for each row of the table that a loop goes through.
    fn mounts(&self, script: &'s Script, method: &str, arguments: &[Node<'s>]) -> Vec<Mount<'s>> {
        let here = |node: &Node<'s>| Located {
            script,
            node: node.clone(),
        };
        let Some((first, rest)) = arguments.split_first() else {
            return Vec::new();
        };
        let rows = cells(self.survey, script, first);
        if let Some(rows) = rows {
            let handlers: Vec<_> = rest
                .iter()
                .map(|handler| (here(handler), cells(self.survey, script, handler)))
                .collect();
            let row = |(at, path): (usize, Option<Cell<'s>>)| Mount {
                paths: match path {
                    Some(Cell::Key(key)) => vec![key],
                    Some(Cell::Value(value)) => self.paths(value.script, &value.node),
                    None => Vec::new(),
                },
                handlers: handlers
                    .iter()
                    .map(
                        |(plain, rows)| match rows.as_ref().and_then(|it| it.get(at)) {
                            Some(Some(Cell::Value(value))) => value.clone(),
                            _ => plain.clone(),
                        },
                    )
                    .collect(),
            };
            return rows.into_iter().enumerate().map(row).collect();
        }
        let mut paths = self.survey.texts(script, first);
        if paths.is_empty() && method == "use" && is_path(first) {
            paths.push(SOMEWHERE.to_owned());
        }
        let handlers = arguments[usize::from(!paths.is_empty())..].iter();
        vec![Mount {
            handlers: handlers.map(here).collect(),
            paths,
        }]
    }

    /// The paths that an expression names, and somewhere where it cannot be read.
    fn paths(&self, script: &'s Script, node: &Node<'s>) -> Vec<String> {
        let paths = self.survey.texts(script, node);
        if paths.is_empty() {
            return vec![SOMEWHERE.to_owned()];
        }
        paths
    }

    /// The routes of one mount.
    fn mounted(
        &self,
        mount: &Mount<'s>,
        (method, writes): (&str, bool),
        (prefix, at): (&str, Option<usize>),
        hops: usize,
        found: &mut Vec<Route>,
    ) {
        let Mount { paths, handlers } = mount;
        let full = |path: &str| {
            if path == SOMEWHERE || prefix.starts_with(SOMEWHERE) {
                self.is_open.set(true);
            }
            match path {
                SOMEWHERE => SOMEWHERE.to_owned(),
                _ => format!("{prefix}{}", path.trim_end_matches('/')),
            }
        };
        let bases = if paths.is_empty() {
            vec![prefix.to_owned()]
        } else {
            paths.iter().map(|path| full(path)).collect()
        };
        let routers = handlers.iter().filter(|_| method == "use");
        let routers: Vec<Router> = routers
            .filter_map(|handler| self.router(handler.script, &handler.node))
            .collect();
        for base in &bases {
            let before = found.len();
            for router in &routers {
                self.collect(None, router, base, hops, found);
            }
            let is_followed = found.len() > before;
            let of_packages = method == "use"
                && !handlers.is_empty()
                && handlers
                    .iter()
                    .all(|handler| self.is_of_package(handler.script, &handler.node));
            let is_lost = !is_followed && method == "use" && routers.is_empty();
            if is_lost && base.trim_matches('/').is_empty() {
                self.opens(handlers);
            }
            if !is_followed && !paths.is_empty() && (self.with_packages || !of_packages) {
                found.push(Route {
                    path: base.clone(),
                    writes,
                    at,
                });
            }
        }
    }

    /// A router of this repository.
    fn router(&self, script: &'s Script, handler: &Node<'s>) -> Option<Router> {
        let handler = bare(handler);
        let found = self.survey.definition(script, &handler)?;
        let made = router_made(&found.node)?;
        let symbol = router_symbol(self.survey, script, &handler);
        let path = symbol.as_ref().map_or(&found.script.path, |it| &it.path);
        Some(Router {
            path: path.clone(),
            made_at: (*path == found.script.path).then(|| made.range().start),
            symbol,
        })
    }

    /// Notes handlers at the root that may answer anything.
    fn opens(&self, handlers: &[Located<'s>]) {
        let opens = handlers
            .iter()
            .any(|it| self.may_answer(it.script, &it.node));
        self.is_open.set(self.is_open.get() || opens);
    }

    /// Whether a handler without a path may be more than a check of requests: files, or a router that cannot be followed.
    fn may_answer(&self, script: &'s Script, handler: &Node<'s>) -> bool {
        let handler = bare(handler);
        if is_function(&handler) {
            return false;
        }
        let callee = handler.field("function").unwrap_or_else(|| handler.clone());
        let reached = reference(&callee);
        if reached
            .as_ref()
            .is_some_and(|it| it.is(PACKAGE, Some("static")))
        {
            return true;
        }
        if self.is_of_package(script, &handler) {
            return false;
        }
        let found = self.survey.definition(script, &callee);
        !found.is_some_and(|found| is_function(&found.node))
    }

    /// Whether a handler is that of a package: static files, pages of documentation.
    fn is_of_package(&self, script: &Script, handler: &Node<'_>) -> bool {
        let handler = bare(handler);
        let callee = handler.field("function").unwrap_or(handler);
        reference(&callee).is_some_and(|reached| !self.survey.is_local(script, &reached))
    }
}

/// The router that an expression is, also one that another module makes without a name.
pub(crate) fn router_symbol(
    survey: &Survey<'_>,
    script: &Script,
    router: &Node<'_>,
) -> Option<Symbol> {
    survey.symbol(script, router).or_else(|| {
        let reference = reference(router).filter(|it| survey.is_local(script, it))?;
        let found = survey.follow(script, &reference)?;
        survey.symbol(found.script, &found.node)
    })
}

/// The call that makes a router, which routes may be chained to: `Router().use(users).use(orders)`.
fn router_made<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    if is_router(node) {
        return Some(node.clone());
    }
    let (receiver, _) = method_call(node)?;
    router_made(&receiver)
}

/// `express.Router()` or `new Router()`, or an app of its own.
fn is_router(node: &Node<'_>) -> bool {
    let callee = node
        .field("function")
        .or_else(|| node.field("constructor"))
        .and_then(|callee| reference(&callee));
    callee.is_some_and(|made| made.is(PACKAGE, Some("Router")) || made.is(PACKAGE, None))
        || calls_package(node, PACKAGE)
}

/// Whether the first argument of `use` is a path that cannot be read: a pattern, a text that is put together, what a loop over a
/// table that cannot be read gives.
fn is_path(first: &Node<'_>) -> bool {
    let first = bare(first);
    let is_joined = || first.dfs().any(|n| n.kind() == "string");
    match &*first.kind() {
        "regex" | "template_string" => true,
        "binary_expression" => is_joined(),
        _ => is_of_loop(&first),
    }
}

/// `app`, or a call chained to one on the app or router.
fn on(receiver: &Node<'_>, is_it: &dyn Fn(&Node<'_>) -> bool) -> bool {
    chained(receiver).any(|it| is_it(&it))
}

/// `router.route("/x").get(…)` and nothing more.
fn read_only(call: &Node<'_>) -> bool {
    let mut at = call.clone();
    let mut methods = Vec::new();
    while let Some(outer) = at.parent().and_then(|member| member.parent()) {
        match method_call(&outer) {
            Some((receiver, method)) if receiver.range() == at.range() => methods.push(method),
            _ => break,
        }
        at = outer;
    }
    methods.iter().all(|method| method == "get")
}
