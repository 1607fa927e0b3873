//! Where an Express service lets every origin in: options of the cors package, of Socket.IO, and headers set by hand.
//! A value is followed to where it stands, through names and local modules, so the fix lands there.

use minijinja::Value;

use super::script::names::reference;
use super::script::{
    Node, Script, arguments, bare, is_function, method_call, property, string_value,
};
use super::{Express, script};
use crate::survey::Survey;
use crate::survey::fact::{Captures, Site};
use crate::survey::symbols::Located;
use crate::tree::Literal;

/// All places of a service that let every origin in, by what is wrong with them.
#[derive(Default)]
pub(super) struct Cors {
    /// Values of `origin`.
    pub(super) origins: Vec<Site>,
    /// Argument lists of `cors()`; empty behind a `cors` that is not called.
    pub(super) optionless: Vec<Site>,
    /// Options without `origin`.
    pub(super) originless: Vec<Site>,
    /// Options of a Socket.IO server with an open origin and without `allowRequest`.
    pub(super) sockets: Vec<Site>,
    /// The header is set by hand to any origin.
    pub(super) handmade: bool,
}

/// The most names and modules that a value is followed through.
const HOPS: usize = 5;

impl Cors {
    pub(super) fn of(express: &Express<'_>) -> Self {
        let survey = express.survey;
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
        for script in express
            .files
            .iter()
            .filter(mentions)
            .filter_map(|path| survey.script(path))
        {
            for node in script.root().dfs() {
                cors.look(survey, script, &node);
            }
        }
        for list in [
            &mut cors.origins,
            &mut cors.optionless,
            &mut cors.originless,
            &mut cors.sockets,
        ] {
            list.sort_by(|a, b| (&a.path, a.range.start).cmp(&(&b.path, b.range.start)));
            list.dedup();
        }
        cors
    }

    pub(super) fn is_open(&self) -> bool {
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
            "call_expression" if is_package(node.field("function"), "cors") => {
                self.http(survey, script, node)
            }
            "call_expression" if is_package(node.field("function"), "socket.io") => {
                self.socket(survey, script, node)
            }
            "call_expression" => {
                self.handmade |= sets_any_origin(node);
                self.uncalled(script, node);
            }
            "new_expression" if is_package(node.field("constructor"), "socket.io") => {
                self.socket(survey, script, node)
            }
            _ => {}
        }
    }

    /// `cors(…)` of the package.
    fn http<'s>(&mut self, survey: &'s Survey<'_>, script: &'s Script, call: &Node<'s>) {
        let Some(options) = arguments(call).into_iter().next() else {
            self.optionless
                .extend(call.field("arguments").map(|list| site(script, &list)));
            return;
        };
        let Some(found) = survey
            .definition(script, &options)
            .filter(|found| found.node.kind() == "object")
        else {
            return;
        };
        match property(&found.node, "origin") {
            Some(origin) => self.origins.extend(open_values(
                survey,
                &Located {
                    script: found.script,
                    node: origin,
                },
                HOPS,
            )),
            None if !has_spread(&found.node) => {
                self.originless.push(site(found.script, &found.node))
            }
            None => {}
        }
    }

    /// `app.use(cors)`: the factory itself as a middleware, which never answers.
    fn uncalled(&mut self, script: &Script, call: &Node<'_>) {
        let registers = method_call(call)
            .is_some_and(|(_, name)| matches!(&*name, "use" | "get" | "post" | "options" | "all"));
        let names = arguments(call)
            .into_iter()
            .filter(|argument| registers && argument.kind() == "identifier");
        for name in names.filter(|argument| is_package(Some(argument.clone()), "cors")) {
            let end = name.range().end;
            self.optionless.push(Site {
                range: end..end,
                ..site(script, &name)
            });
        }
    }

    /// `new Server(…, options)` of Socket.IO.
    fn socket<'s>(&mut self, survey: &'s Survey<'_>, script: &'s Script, node: &Node<'s>) {
        let options = arguments(node)
            .into_iter()
            .rev()
            .filter_map(|argument| survey.definition(script, &argument));
        let Some(options) = options
            .into_iter()
            .find(|found| found.node.kind() == "object")
        else {
            return;
        };
        let cors = property(&options.node, "cors")
            .and_then(|cors| survey.definition(options.script, &cors));
        let Some(cors) = cors.filter(|found| found.node.kind() == "object") else {
            return;
        };
        let Some(origin) = property(&cors.node, "origin") else {
            return;
        };
        let open = open_values(
            survey,
            &Located {
                script: cors.script,
                node: origin,
            },
            HOPS,
        );
        if !open.is_empty() && property(&options.node, "allowRequest").is_none() {
            self.sockets.push(site(options.script, &options.node));
        }
        self.origins.extend(open);
    }
}

fn site(script: &Script, node: &Node<'_>) -> Site {
    let captures = Captures::from([("text".to_owned(), Value::from(node.text().into_owned()))]);
    Site {
        path: script.path.clone(),
        range: node.range(),
        line: script.line(node.range().start),
        captures,
    }
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

/// The parts of an `origin` that let every origin in.
fn open_values<'s>(survey: &'s Survey<'_>, origin: &Located<'s>, hops: usize) -> Vec<Site> {
    let Some(hops) = hops.checked_sub(1) else {
        return Vec::new();
    };
    let node = bare(&origin.node);
    let at = |node: Node<'s>| Located {
        script: origin.script,
        node,
    };
    match &*node.kind() {
        "true" => vec![site(origin.script, &node)],
        "string" | "template_string" if string_value(&node).as_deref() == Some("*") => {
            vec![site(origin.script, &node)]
        }
        "regex"
            if matches!(
                &*node.text(),
                "/.*/" | "/^.*$/" | "/.+/" | "/^.+$/" | "/.*/i" | "/./"
            ) =>
        {
            vec![site(origin.script, &node)]
        }
        // `process.env.CORS_ORIGIN || "*"`: the fallback lets everybody in
        "binary_expression" => ["left", "right"]
            .iter()
            .filter_map(|side| node.field(side))
            .flat_map(|side| open_values(survey, &at(side), hops))
            .collect(),
        "ternary_expression" if !asks_for_environment(&node) => ["consequence", "alternative"]
            .iter()
            .filter_map(|side| node.field(side))
            .flat_map(|side| open_values(survey, &at(side), hops))
            .collect(),
        "identifier" | "shorthand_property_identifier" | "member_expression" => {
            match survey.definition(origin.script, &node) {
                Some(found)
                    if found.node.range() != node.range()
                        || found.script.path != origin.script.path =>
                {
                    open_values(survey, &found, hops)
                }
                _ => Vec::new(),
            }
        }
        _ if is_function(&node) && allows_always(&node) => vec![site(origin.script, &node)],
        _ => Vec::new(),
    }
}

/// `isProduction ? list : "*"`: open outside of production only.
fn asks_for_environment(ternary: &Node<'_>) -> bool {
    let condition = ternary
        .field("condition")
        .map(|n| n.text().to_lowercase())
        .unwrap_or_default();
    ["prod", "dev", "node_env", "local"]
        .iter()
        .any(|word| condition.contains(word))
}

/// A callback that says yes whatever the origin: `(origin, callback) => callback(null, true)`.
fn allows_always(function: &Node<'_>) -> bool {
    let decides = |n: &Node<'_>| {
        matches!(
            &*n.kind(),
            "if_statement"
                | "ternary_expression"
                | "switch_statement"
                | "binary_expression"
                | "for_statement"
                | "for_in_statement"
        )
    };
    let parameters = script::parameters(function);
    let Some(callback) = parameters.get(1).map(|n| {
        n.text()
            .split(':')
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    }) else {
        return false;
    };
    let answers: Vec<Node<'_>> = function
        .dfs()
        .filter(|n| {
            n.kind() == "call_expression"
                && n.field("function")
                    .is_some_and(|callee| callee.text() == callback)
        })
        .collect();
    let yes = |call: &Node<'_>| {
        arguments(call).get(1).is_some_and(|answer| {
            answer.kind() == "true" || string_value(answer).as_deref() == Some("*")
        })
    };
    !answers.is_empty() && answers.iter().all(yes) && !function.dfs().any(|n| decides(&n))
}

/// `res.header("Access-Control-Allow-Origin", "*")`, or with the origin of the request, under no condition.
fn sets_any_origin(call: &Node<'_>) -> bool {
    let Some((_, method)) = method_call(call) else {
        return false;
    };
    let arguments = arguments(call);
    let [name, value] = arguments.as_slice() else {
        return false;
    };
    let names_header = matches!(&*method, "header" | "setHeader" | "set" | "append")
        && string_value(name)
            .is_some_and(|name| name.eq_ignore_ascii_case("access-control-allow-origin"));
    let reflects =
        |n: &Node<'_>| n.text().to_lowercase().contains("origin") && n.kind() != "string";
    let any = string_value(value).as_deref() == Some("*") || reflects(value);
    names_header && any && !call.ancestors().any(|n| n.kind() == "if_statement")
}
