//! Where an Express service lets every origin in: options of the cors package, of Socket.IO, and headers set by hand.

use minijinja::Value;

use crate::code::Survey;
use crate::code::helpers::Deed;
use crate::code::javascript::names::{calls_package, reference};
use crate::code::located::Located;
use crate::edit::script::{Node, Script, arguments, bare, is_function, method_call, property};
use crate::survey::embedded::{NO_OTHER, refused};
use crate::survey::express::origins::{open_origins, production_branches};
use crate::survey::express::other_cors::{is_public_route, opens_old_sockets, sets_any_origin};
use crate::survey::express::surveyed::Express;
use crate::survey::fact::{Fact, Site};
use crate::survey::node::package::major_version;
use crate::survey::node::service::Service;
use crate::survey::node::variables::around::is_outside_production;
use crate::survey::proxies::opened_by_proxies;
use crate::survey::word::vocabulary;
use crate::tree::Literal;

vocabulary! { Express:
    /// an HTTP or Socket.IO server lets every origin in
    fact "open-cors" = |it, _| it.open_cors();
    /// the values of `origin` that let every origin in
    list "open-origins" = |it| Fact::Present(it.cors().origins.clone());
    /// the arguments of `cors()`, or an uncalled `cors`: every origin may come in
    list "optionless-cors" = |it| Fact::Present(it.cors().optionless.clone());
    /// options of cors that lack `origin`, which lets every origin in
    list "originless-options" = |it| Fact::Present(it.cors().originless.clone());
    /// where every origin is let in by other means than the options of cors: a header set by hand, what a package does itself
    list "handmade-cors" = |it| Fact::Present(it.cors().handmade.clone());
    /// what of the tree runs on pages that a list leaves out, that no CORS is known, and Socket.IO servers that hold back pages and not their WebSockets
    fact "cors-remarks" = |it, _| it.cors_remarks();
    /// a Socket.IO server takes its origins from nowhere, or from our list
    fact "sockets" = |it, _| Fact::of(it.cors().has_sockets);
    /// options of a server as in `sockets` that lack `allowRequest`
    list "unguarded-sockets" ["origin"] = |it| Fact::Present(it.cors().sockets.clone());
}

impl Express<'_> {
    fn cors(&self) -> &Cors {
        let find = || Cors::of(&self.node);
        self.node.answers.or_find(find)
    }

    fn cors_remarks(&self) -> Fact<Value> {
        let said = |site: &Site| {
            format!(
                "CORS holds back no WebSocket: `{}:{}` takes those of any page until it has `allowRequest`",
                site.path, site.line
            )
        };
        let mut said: Vec<String> = self.cors().websockets.iter().map(said).collect();
        if self.cors().is_open() {
            said.extend(refused(self.node.survey));
        }
        if self.cors().is_unheard_of && self.cors().handmade.is_empty() {
            said.push(NO_OTHER.to_owned());
        }
        Fact::from_option((!said.is_empty()).then(|| Value::from(said)))
    }

    fn open_cors(&self) -> Fact<Value> {
        match &self.cors().unreadable {
            Some(reason) => Fact::Unknown(format!(
                "{reason}; mend it, or leave it out with `--exclude`"
            )),
            None => Fact::flag(self.cors().is_open()),
        }
    }
}

/// All places of a service that let every origin in, by what is wrong with them.
#[derive(Default)]
struct Cors {
    /// Values of `origin`.
    origins: Vec<Site>,
    /// Argument lists of `cors()`; empty behind a `cors` that is not called.
    optionless: Vec<Site>,
    /// Options without `origin`.
    originless: Vec<Site>,
    /// Options of a Socket.IO server without `allowRequest` whose origins are open or come from our list.
    sockets: Vec<Site>,
    /// Headers that are set by hand to any origin.
    handmade: Vec<Site>,
    /// Socket.IO servers whose origins are checked, but not those of a WebSocket.
    websockets: Vec<Site>,
    /// No file speaks of CORS or of Socket.IO.
    is_unheard_of: bool,
    /// Some options of the cors package hold origins back.
    is_strict: bool,
    /// Some Socket.IO server has origins that are open or come from our list.
    has_sockets: bool,
    /// Why a script that speaks of CORS cannot be read.
    unreadable: Option<String>,
}

impl Cors {
    fn of(service: &Service<'_>) -> Self {
        let survey = service.survey;
        let mentions = |path: &&String| {
            [
                Literal::Cors,
                Literal::SocketIo,
                Literal::AllowOrigin,
                Literal::AllowOriginLower,
            ]
            .iter()
            .any(|literal| survey.overlay.has_literal(path, *literal))
        };
        let mut cors = Self::default();
        let mut of_routes = Self::default();
        cors.is_unheard_of = !service.files.iter().any(|path| mentions(&path));
        let unreadable = |path: &String| survey.unreadable(path);
        cors.unreadable = service.files.iter().filter(mentions).find_map(unreadable);
        for script in service
            .files
            .iter()
            .filter(mentions)
            .filter_map(|path| survey.script(path))
        {
            for node in script.root().dfs() {
                if is_public_route(survey, script, &node) {
                    of_routes.look(survey, script, &node);
                } else if !is_outside_production(&node) {
                    cors.look(survey, script, &node);
                }
            }
        }
        cors.handmade
            .extend(opened_by_proxies(survey, service.deployed.folder()));
        // what one route gives to everybody beside a policy that holds others back is meant
        if !cors.is_strict {
            cors.origins.append(&mut of_routes.origins);
            cors.optionless.append(&mut of_routes.optionless);
            cors.originless.append(&mut of_routes.originless);
        }
        cors.lists_mut().into_iter().for_each(Site::sort);
        cors
    }

    fn lists_mut(&mut self) -> [&mut Vec<Site>; 5] {
        [
            &mut self.origins,
            &mut self.optionless,
            &mut self.originless,
            &mut self.sockets,
            &mut self.handmade,
        ]
    }

    fn is_open(&self) -> bool {
        [
            &self.origins,
            &self.optionless,
            &self.originless,
            &self.sockets,
        ]
        .iter()
        .any(|list| !list.is_empty())
    }

    fn look<'s>(&mut self, survey: &'s Survey<'_>, script: &'s Script, node: &Node<'s>) {
        match &*node.kind() {
            "call_expression" if calls_package(node, "cors") => {
                self.http(survey, script, node);
            }
            "call_expression" if calls_package(node, "socket.io") => {
                self.socket(survey, script, node);
            }
            "call_expression" => {
                let is_open = sets_any_origin(node) || opens_old_sockets(node);
                self.handmade
                    .extend(is_open.then(|| Site::at(script, node)));
                self.uncalled(script, node);
                self.apollo(survey, script, node);
            }
            "new_expression" if is_package(node.field("constructor"), "socket.io") => {
                self.socket(survey, script, node);
            }
            _ => {}
        }
    }

    /// `cors(…)` of the package.
    fn http<'s>(&mut self, survey: &'s Survey<'_>, script: &'s Script, call: &Node<'s>) {
        let Some(options) = arguments(call).into_iter().next() else {
            self.optionless
                .extend(call.field("arguments").map(|list| Site::at(script, &list)));
            return;
        };
        let places = |cors: &Self| cors.origins.len() + cors.originless.len();
        let before = places(self);
        let node = options;
        self.options(survey, &Located { script, node });
        self.is_strict |= places(self) == before;
    }

    /// `apollo.applyMiddleware({ app, cors: … })`, which hands its options to the cors package.
    fn apollo<'s>(&mut self, survey: &'s Survey<'_>, script: &'s Script, call: &Node<'s>) {
        let applies = method_call(call).is_some_and(|(_, name)| name == "applyMiddleware");
        let given = arguments(call).into_iter().next().filter(|_| applies);
        let Some(cors) = given.and_then(|given| property(&given, "cors")) else {
            return;
        };
        if cors.kind() == "true" {
            self.handmade.push(Site::at(script, &cors));
        } else {
            self.options(survey, &Located { script, node: cors });
        }
    }

    /// Options of the cors package: an object, a name of one, or a choice between two.
    fn options<'s>(&mut self, survey: &'s Survey<'_>, options: &Located<'s>) {
        if bare(&options.node).kind() == "ternary_expression" {
            for branch in production_branches(&bare(&options.node)) {
                self.options(
                    survey,
                    &Located {
                        script: options.script,
                        node: branch,
                    },
                );
            }
            return;
        }
        let found = survey.definition(options.script, &options.node);
        let Some(found) = found.filter(|found| found.node.kind() == "object") else {
            return;
        };
        match property(&found.node, "origin") {
            Some(origin) => self.origins.extend(open_origins(survey, &found.at(origin))),
            None if !has_spread(&found.node) => {
                self.originless.push(Site::at(found.script, &found.node));
            }
            // what is spread last wins, so an `origin` in it counts
            None => {
                for spread in found
                    .node
                    .children()
                    .filter(|n| n.kind() == "spread_element")
                {
                    if let Some(inner) = spread.named_children().next() {
                        self.options(survey, &found.at(inner));
                    }
                }
            }
        }
    }

    /// `app.use(cors)`: the factory itself as a middleware, which never answers.
    fn uncalled(&mut self, script: &Script, call: &Node<'_>) {
        let registers = method_call(call)
            .is_some_and(|(_, name)| matches!(&*name, "use" | "get" | "post" | "options" | "all"));
        let names = arguments(call)
            .into_iter()
            .filter(|n| registers && n.kind() == "identifier");
        for name in names.filter(|name| is_package(Some(name.clone()), "cors")) {
            let end = name.range().end;
            self.optionless.push(Site::within(script, end..end));
        }
    }

    /// `new Server(…, options)` of Socket.IO. A WebSocket is not held back by CORS, so the server itself must ask.
    fn socket<'s>(&mut self, survey: &'s Survey<'_>, script: &'s Script, node: &Node<'s>) {
        let mut options = arguments(node)
            .into_iter()
            .rev()
            .filter_map(|n| survey.definition(script, &n));
        let options = options.find(|found| found.node.kind() == "object");
        let is_old = major_version(survey, &script.path, "socket.io").is_some_and(|it| it < 3);
        if is_old {
            self.old_socket(survey, script, node, options.as_ref());
            return;
        }
        let Some(options) = options else {
            self.websockets.push(Site::at(script, node));
            return;
        };
        let given = property(&options.node, "cors");
        if given.as_ref().is_some_and(|cors| cors.kind() == "true") {
            self.handmade.push(Site::at(options.script, &options.node));
            return;
        }
        let cors = given.and_then(|n| survey.definition(options.script, &n));
        let is_guarded =
            property(&options.node, "allowRequest").is_some() || has_spread(&options.node);
        let Some(cors) = cors.filter(|found| found.node.kind() == "object") else {
            let lacks = !is_guarded && property(&options.node, "cors").is_none();
            self.websockets
                .extend(lacks.then(|| Site::at(script, node)));
            return;
        };
        let Some(origin) = property(&cors.node, "origin").map(|origin| cors.at(origin)) else {
            let lacks =
                !has_spread(&cors.node) && property(&options.node, "allowRequest").is_none();
            self.has_sockets |= lacks;
            self.originless
                .extend(lacks.then(|| Site::at(cors.script, &cors.node)));
            return;
        };
        let open = open_origins(survey, &origin);
        if open.is_empty() && !calls_helper(survey, origin.script, &origin.node) {
            let value = survey.definition(origin.script, &origin.node);
            let refuses = value.is_some_and(|value| is_function(&value.node));
            let lacks = !is_guarded && !refuses;
            self.websockets
                .extend(lacks.then(|| Site::at(script, node)));
            return;
        }
        self.has_sockets = true;
        if property(&options.node, "allowRequest").is_none() {
            let site = Site::at(options.script, &options.node);
            self.sockets
                .push(site.with("origin", shared(survey, &origin, options.script)));
        }
        self.origins.extend(open);
    }

    /// Socket.IO before version 3 lets every origin in unless `origins` says more.
    fn old_socket<'s>(
        &mut self,
        survey: &'s Survey<'_>,
        script: &'s Script,
        node: &Node<'s>,
        options: Option<&Located<'s>>,
    ) {
        let origins = options.and_then(|it| Some(it.at(property(&it.node, "origins")?)));
        let is_open = origins.is_none_or(|origins| {
            let texts = survey.texts(origins.script, &origins.node);
            texts.iter().any(|text| text.starts_with('*'))
        });
        self.handmade
            .extend(is_open.then(|| Site::at(script, node)));
    }
}

/// The origins as an expression that can stand beside the options: the very one where its names are known there.
fn shared(survey: &Survey<'_>, origin: &Located<'_>, beside: &Script) -> String {
    let is_ours = |part: &Node<'_>| calls_helper(survey, origin.script, part);
    let known = |n: &Node<'_>| {
        n.kind() != "identifier" || n.text() == "process" || is_ours(&statement_part(n))
    };
    if origin.script.path == beside.path || origin.node.dfs().all(|n| known(&n)) {
        return origin.node.text().into_owned();
    }
    let helper = survey.helper_that(Deed::AllowsOrigins, beside);
    helper.map_or_else(String::new, |helper| format!("{}()", helper.main()))
}

/// A name with the call that it belongs to.
fn statement_part<'a>(name: &Node<'a>) -> Node<'a> {
    name.parent()
        .filter(|parent| parent.kind() == "call_expression")
        .unwrap_or_else(|| name.clone())
}

/// Whether an expression calls something of our module with the list of origins.
fn calls_helper(survey: &Survey<'_>, script: &Script, expression: &Node<'_>) -> bool {
    let mut nodes = expression.dfs();
    nodes.any(|n| survey.calls_helper(script, &n, Deed::AllowsOrigins))
}

/// Whether a callee is the package itself, its default or its `Server`.
fn is_package(callee: Option<Node<'_>>, package: &str) -> bool {
    callee
        .and_then(|callee| reference(&callee))
        .is_some_and(|r| r.is(package, None) || r.is(package, Some("Server")))
}

fn has_spread(object: &Node<'_>) -> bool {
    object
        .children()
        .any(|member| member.kind() == "spread_element")
}
