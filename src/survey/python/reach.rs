//! How a handle is reached from other files than the one that makes it: by its name, through the app or an object, or through
//! a function.

use crate::code::located::Located;
use crate::code::python::definitions::definition;
use crate::code::python::modules::{imported, locate};
use crate::code::python::names::{Bound, bound, bound_in, dotted, makes_global};
use crate::code::python::syntax::{
    callee, class_around, decorators_of, functions_around, method_call, own, parameters, returned,
    target,
};
use crate::edit::script::{Node, Script};
use crate::survey::fastapi::Fastapi;
use crate::survey::fastapi::app::App;
use crate::survey::python::clients::{CONNECTION, Client, PSYCOPG2_POOL};

/// How far objects of classes are followed.
const HOPS: usize = 2;

/// How a handle is reached from other files.
#[derive(Clone, Debug)]
pub(crate) struct Reach {
    /// The file that has it.
    pub(crate) path: String,
    /// The names that are imported from there; none for the module itself.
    pub(crate) names: Vec<String>,
    /// The expression in that file; what hangs from the app begins with `@`.
    pub(crate) expression: String,
    pub(crate) kind: &'static str,
    /// Whether the name is bound anew while the service runs, so that a copy would be stale.
    pub(crate) rebound: bool,
    /// Whether an object gets it after it was made, so that it may not be there.
    pub(crate) late: bool,
    /// The function that takes a connection back.
    pub(crate) release: Option<String>,
}

/// How other files reach what a call makes; else the reason why they cannot.
pub(crate) fn reach<'s>(
    service: &Fastapi<'s>,
    app: &App<'s>,
    client: &'static Client,
    call: &Located<'s>,
) -> Result<Reach, String> {
    let direct = place_of(service, app, client, call);
    direct.or_else(|reason| given_by(service, app, client, call, HOPS).ok_or(reason))
}

/// Where the value of a call is kept.
fn place_of<'s>(
    service: &Fastapi<'s>,
    app: &App<'s>,
    client: &'static Client,
    call: &Located<'s>,
) -> Result<Reach, String> {
    let script = call.script;
    let place = format!("`{}:{}`", script.path, script.line(call.node.range().start));
    let private = Err(format!("the client at {place} is reached by nobody else"));
    let function = functions_around(&call.node).into_iter().next();
    let reach = |names: Vec<String>, expression: String| Reach {
        path: script.path.clone(),
        names,
        expression,
        kind: client.kind,
        rebound: false,
        late: false,
        release: None,
    };
    if client.kind == CONNECTION {
        return function
            .and_then(|function| connection(call, &function, &reach))
            .ok_or_else(|| {
                format!(
                    "the connection at {place} is no pool and comes from no function of its own"
                )
            });
    }
    let Some(left) = target(&call.node) else {
        let from_key = in_dictionary(call).map(|(names, expression)| reach(names, expression));
        let from_cache = function
            .filter(|function| is_cached(function) && gives(function, &call.node))
            .and_then(|function| name_of(&function))
            .map(|name| reach(vec![name.clone()], format!("{name}()")));
        return from_key.or(from_cache).map_or(private, Ok);
    };
    match (&*left.kind(), function) {
        ("identifier", None) => {
            let name = left.text().into_owned();
            let class = class_around(&call.node);
            Ok(match class.and_then(|class| class.field("name")) {
                Some(class) => reach(
                    vec![class.text().into_owned()],
                    format!("{}.{name}", class.text()),
                ),
                None => reach(vec![name.clone()], name),
            })
        }
        ("identifier", Some(function)) => {
            let name = left.text().into_owned();
            if makes_global(&function, &name) && !name.starts_with('_') {
                let found = Reach {
                    rebound: true,
                    ..reach(Vec::new(), name)
                };
                return Ok(behind_functions(script, &found).unwrap_or(found));
            }
            if is_cached(&function)
                && let Some(function) = name_of(&function)
            {
                return Ok(reach(vec![function.clone()], format!("{function}()")));
            }
            handed_on(service, app, call, &function, &name)
                .map(|(names, expression)| reach(names, expression))
                .map_or(private, Ok)
        }
        ("attribute", function) => member(service, app, call, &left)
            .map(|(path, names, expression)| Reach {
                path,
                late: is_of_object(&left)
                    && !function.is_some_and(|function| makes_object(&function)),
                ..reach(names, expression)
            })
            .map_or(private, Ok),
        _ => private,
    }
}

/// What a function makes and gives to its caller: where that one keeps it. `engine = connect()`, `Session, engine = connect()`.
fn given_by<'s>(
    service: &Fastapi<'s>,
    app: &App<'s>,
    client: &'static Client,
    call: &Located<'s>,
    hops: usize,
) -> Option<Reach> {
    let hops = hops.checked_sub(1)?;
    let function = functions_around(&call.node).into_iter().next()?;
    let function = call.at(function);
    let among = |list: &Node<'s>| {
        let mut items = list.named_children().filter(|n| n.kind() != "comment");
        items.position(|item| is_value(&item, &call.node))
    };
    let is_list = |n: &&Node<'s>| matches!(&*n.kind(), "expression_list" | "tuple");
    let index = returned(&function.node)
        .iter()
        .filter(is_list)
        .find_map(among);
    if index.is_none() && !gives(&function.node, &call.node) {
        return None;
    }
    let scripts = service.reached().iter();
    let mut callers = scripts
        .filter_map(|path| service.survey.script(path))
        .flat_map(|script| calls_of(service, script, &function));
    callers.find_map(|caller| match index {
        Some(index) => {
            let left = target(&caller.node)?.named_children().nth(index)?;
            let name = left.text().into_owned();
            let is_kept = left.kind() == "identifier" && functions_around(&left).is_empty();
            is_kept.then(|| Reach {
                path: caller.script.path.clone(),
                names: vec![name.clone()],
                expression: name,
                kind: client.kind,
                rebound: false,
                late: false,
                release: None,
            })
        }
        None => place_of(service, app, client, &caller)
            .ok()
            .or_else(|| given_by(service, app, client, &caller, hops)),
    })
}

fn is_of_object(member: &Node<'_>) -> bool {
    let text = member.text();
    text.starts_with("self.") || text.starts_with("cls.")
}

fn makes_object(function: &Node<'_>) -> bool {
    function
        .field("name")
        .is_some_and(|name| name.text() == "__init__")
}

fn name_of(function: &Node<'_>) -> Option<String> {
    let is_top = functions_around(function).is_empty() && class_around(function).is_none();
    is_top
        .then(|| function.field("name"))?
        .map(|name| name.text().into_owned())
}

/// Whether a function makes its result once.
fn is_cached(function: &Node<'_>) -> bool {
    decorators_of(function).iter().any(|decorator| {
        let name = dotted(&callee(decorator).unwrap_or_else(|| decorator.clone()));
        name.is_some_and(|name| matches!(name.as_str(), "functools.lru_cache" | "functools.cache"))
    })
}

/// Whether a function returns `value`, or the name that it is assigned to.
fn gives(function: &Node<'_>, value: &Node<'_>) -> bool {
    returned(function)
        .iter()
        .any(|returned| is_value(returned, value))
}

/// Whether an expression is `value`, or the name that it is assigned to.
fn is_value(expression: &Node<'_>, value: &Node<'_>) -> bool {
    expression.node_id() == value.node_id()
        || target(value).is_some_and(|name| name.text() == expression.text())
}

/// A function that makes a connection for whoever calls it, or a context manager that lends one.
fn connection(
    call: &Located<'_>,
    function: &Node<'_>,
    reach: &dyn Fn(Vec<String>, String) -> Reach,
) -> Option<Reach> {
    let name = name_of(function)?;
    let required = parameters(function)
        .iter()
        .any(|(_, parameter)| matches!(&*parameter.kind(), "identifier" | "typed_parameter"));
    if required || function.children().any(|n| n.kind() == "async") {
        return None;
    }
    let lends = decorators_of(function)
        .iter()
        .any(|decorator| dotted(decorator).is_some_and(|name| name == "contextlib.contextmanager"));
    let kind = if lends {
        "connection-context"
    } else if gives(function, &call.node) {
        "connection-factory"
    } else {
        return None;
    };
    Some(Reach {
        kind,
        ..reach(vec![name.clone()], name)
    })
}

/// The functions of a file that take a connection out of its pool and give it back.
fn behind_functions(script: &Script, pool: &Reach) -> Option<Reach> {
    if pool.kind != PSYCOPG2_POOL {
        return None;
    }
    let root = script.root();
    let functions: Vec<Node<'_>> = root
        .children()
        .filter(|n| n.kind() == "function_definition")
        .collect();
    let on_pool = |node: &Node<'_>, method: &str| {
        method_call(node)
            .is_some_and(|(receiver, name)| name == method && receiver.text() == pool.expression)
    };
    let takes = functions.iter().find(|function| {
        parameters(function).is_empty()
            && returned(function)
                .iter()
                .any(|value| on_pool(value, "getconn"))
    })?;
    let gives_back = functions.iter().find(|function| {
        parameters(function).len() == 1
            && function
                .field("body")
                .is_some_and(|body| own(&body).iter().any(|node| on_pool(node, "putconn")))
    })?;
    let (takes, gives_back) = (name_of(takes)?, name_of(gives_back)?);
    Some(Reach {
        names: vec![takes.clone(), gives_back.clone()],
        expression: takes,
        kind: "connection-factory",
        rebound: false,
        release: Some(gives_back),
        ..pool.clone()
    })
}

/// `engines = {"writer": create_engine(…)}`: the expression of the entry, and the names in it.
fn in_dictionary(call: &Located<'_>) -> Option<(Vec<String>, String)> {
    let pair = call
        .node
        .parent()
        .filter(|parent| parent.kind() == "pair")?;
    let dictionary = pair
        .parent()
        .filter(|parent| parent.kind() == "dictionary")?;
    let left = target(&dictionary).filter(|left| left.kind() == "identifier")?;
    if !functions_around(&call.node).is_empty() {
        return None;
    }
    let key = pair.field("key")?;
    let mut names = vec![left.text().into_owned()];
    match &*key.kind() {
        "string" => {}
        "identifier" | "attribute" => {
            let text = key.text().into_owned();
            names.push(text.split('.').next()?.to_owned());
        }
        _ => return None,
    }
    Some((names, format!("{}[{}]", left.text(), key.text())))
}

/// A local value that is put on the app afterwards.
fn handed_on<'s>(
    service: &Fastapi<'s>,
    app: &App<'s>,
    call: &Located<'s>,
    function: &Node<'s>,
    name: &str,
) -> Option<(Vec<String>, String)> {
    let body = function.field("body")?;
    let left = own(&body)
        .into_iter()
        .filter(|n| n.kind() == "assignment")
        .filter(|n| n.field("right").is_some_and(|right| right.text() == name))
        .find_map(|n| n.field("left").filter(|left| left.kind() == "attribute"))?;
    let (path, names, expression) = member(service, app, call, &left)?;
    (path == call.script.path || expression.starts_with('@')).then_some((names, expression))
}

/// Something that hangs from the app, from an object of a module, or from a class.
fn member<'s>(
    service: &Fastapi<'s>,
    app: &App<'s>,
    call: &Located<'s>,
    left: &Node<'s>,
) -> Option<(String, Vec<String>, String)> {
    let script = call.script;
    let text = left.text().into_owned();
    let (root, rest) = text.split_once('.')?;
    let here = script.path.clone();
    if root == "self" {
        let class = class_around(&call.node)?;
        return instance(service, &call.at(class), rest, HOPS);
    }
    if root == "cls" {
        let class = class_around(&call.node)?;
        let class = class.field("name")?.text().into_owned();
        return Some((here, vec![class.clone()], format!("{class}.{rest}")));
    }
    let is_app = root == app.expression && script.path == app.script.path;
    let mut first = left.clone();
    while let Some(object) = first.field("object") {
        first = object;
    }
    match bound(root, &first) {
        Some(Bound::Parameter(parameter)) => {
            let typed = parameter
                .field("type")
                .is_some_and(|n| n.text().contains("FastAPI"));
            let named = matches!(root, "app" | "application" | "_app" | "fastapi_app");
            (typed || named).then(|| (here, Vec::new(), format!("@.{rest}")))
        }
        _ if is_app => Some((here, Vec::new(), format!("@.{rest}"))),
        Some(Bound::Value(_) | Bound::Definition(_)) if functions_bind_nothing(&first, root) => {
            Some((here, vec![root.to_owned()], text.clone()))
        }
        Some(Bound::Import(dotted)) => {
            let module = locate(service.survey.overlay, &script.path, &dotted)?;
            match &module.rest[..] {
                [name] => Some((module.path, vec![name.clone()], format!("{name}.{rest}"))),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a name belongs to the module.
fn functions_bind_nothing(at: &Node<'_>, name: &str) -> bool {
    functions_around(at).iter().all(|function| {
        function
            .field("body")
            .is_none_or(|body| bound_in(&body, name).is_none())
    })
}

/// `self.engine` of a class: that of the object which a module keeps, or which the object of another class keeps.
fn instance<'s>(
    service: &Fastapi<'s>,
    class: &Located<'s>,
    rest: &str,
    hops: usize,
) -> Option<(String, Vec<String>, String)> {
    if rest.starts_with('_') {
        return None;
    }
    let made: Vec<Located<'s>> = service
        .reached()
        .iter()
        .filter_map(|path| service.survey.script(path))
        .flat_map(|script| calls_of(service, script, class))
        .collect();
    let of_module = |value: &Located<'s>| {
        let left = target(&value.node).filter(|left| left.kind() == "identifier")?;
        let is_kept = functions_around(&value.node).is_empty();
        is_kept.then(|| (value.script.path.clone(), left.text().into_owned()))
    };
    if let Some((path, name)) = made.iter().find_map(of_module) {
        return Some((path, vec![name.clone()], format!("{name}.{rest}")));
    }
    let hops = hops.checked_sub(1)?;
    made.iter().find_map(|value| {
        let left = target(&value.node)?.text().into_owned();
        let kept = left.strip_prefix("self.")?;
        let outer = class_around(&value.node)?;
        instance(service, &value.at(outer), &format!("{kept}.{rest}"), hops)
    })
}

/// The calls of a class or function in a script.
fn calls_of<'s>(
    service: &Fastapi<'s>,
    script: &'s Script,
    called: &Located<'s>,
) -> Vec<Located<'s>> {
    let knows = script.path == called.script.path
        || imported(service.survey, script)
            .iter()
            .any(|module| module.path == called.script.path);
    if !knows {
        return Vec::new();
    }
    let is_call = |value: &Node<'s>| {
        let name = callee(value).filter(|n| n.kind() == "identifier")?;
        let found = definition(service.survey, script, &name)?;
        (found.script.path == called.script.path && found.node.range() == called.node.range())
            .then_some(())
    };
    let root = script.root();
    root.dfs()
        .filter(|value| is_call(value).is_some())
        .map(|node| Located { script, node })
        .collect()
}
