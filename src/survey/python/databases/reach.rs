//! How a handle is reached from other files than the one that makes it: by its name, through the app or an object, or through
//! a function.

use crate::code::located::Located;
use crate::code::python::names::{dotted, makes_global};
use crate::code::python::syntax::{
    callee, class_around, decorators_of, function_around, functions_around, method_call, own,
    parameters, returned, target,
};
use crate::edit::script::{Node, Script};
use crate::survey::python::app::App;
use crate::survey::python::databases::clients::{CONNECTION, Client, PSYCOPG2_POOL};
use crate::survey::python::databases::handle::Reach;
use crate::survey::python::databases::used::is_switched;
use crate::survey::python::service::Service;

/// How names begin that other files are not meant to use.
pub(crate) const PRIVATE: char = '_';

/// How many functions may hand on what they give back: one that makes a handle, and one that keeps it for its callers.
const HOPS: usize = 2;

/// An expression with the file in which it counts, and the names that others import from there for it.
pub(crate) struct Kept {
    pub(crate) path: String,
    pub(crate) names: Vec<String>,
    pub(crate) expression: String,
}

impl Kept {
    /// What a file calls `name`, or something that hangs from it.
    pub(crate) fn named(path: &str, name: &str, expression: String) -> Self {
        Self {
            path: path.to_owned(),
            names: vec![name.to_owned()],
            expression,
        }
    }

    /// What hangs from the app: `rest` is what follows it.
    pub(crate) fn in_app(path: &str, rest: &str) -> Self {
        Self {
            path: path.to_owned(),
            names: Vec::new(),
            expression: format!("@.{rest}"),
        }
    }
}

/// Looks for how other files reach what a client makes.
pub(crate) struct Reaching<'a, 's> {
    pub(crate) service: &'a Service<'s>,
    pub(crate) app: &'a App<'s>,
    pub(crate) client: &'static Client,
}

impl<'s> Reaching<'_, 's> {
    /// How other files reach what a call makes; else the reason why they cannot.
    pub(crate) fn reach(&self, call: &Located<'s>) -> Result<Reach, String> {
        let direct = self.directly(call);
        let found = direct.or_else(|reason| self.given_by(call, HOPS).ok_or(reason))?;
        let is_lent = found.kind != self.client.kind || found.expression.ends_with("()");
        Ok(Reach {
            optional: !is_lent && is_switched(self.service, call),
            ..found
        })
    }

    /// Where the value of a call is kept.
    fn directly(&self, call: &Located<'s>) -> Result<Reach, String> {
        let script = call.script;
        let at = format!("`{}:{}`", script.path, script.line(call.node.range().start));
        if self.client.kind == CONNECTION {
            return self.connection(call).ok_or_else(|| {
                format!("the connection at {at} is no pool and comes from no function of its own")
            });
        }
        let kept = match target(&call.node) {
            Some(left) => self.kept_as(call, &left),
            None => in_dictionary(call)
                .or_else(|| in_cache(call))
                .map(|kept| self.at(kept)),
        };
        kept.ok_or_else(|| format!("the client at {at} is reached by nobody else"))
    }

    fn at(&self, kept: Kept) -> Reach {
        Reach {
            path: kept.path,
            names: kept.names,
            expression: kept.expression,
            kind: self.client.kind,
            rebound: false,
            late: false,
            optional: false,
            release: None,
        }
    }

    /// The value of a call that is assigned to `left`.
    fn kept_as(&self, call: &Located<'s>, left: &Node<'s>) -> Option<Reach> {
        let path = &call.script.path;
        let function = function_around(&call.node);
        match (&*left.kind(), function) {
            ("identifier", None) => {
                let name = left.text();
                let class = class_around(&call.node).and_then(|class| class.field("name"));
                Some(self.at(match class.map(|class| class.text()) {
                    Some(class) => Kept::named(path, &class, format!("{class}.{name}")),
                    None => Kept::named(path, &name, name.to_string()),
                }))
            }
            ("identifier", Some(function)) => self.kept_in_function(call, &function, &left.text()),
            ("attribute", function) => {
                let kept = self.member(call, left)?;
                let is_late = is_of_object(left) && !function.is_some_and(|it| makes_object(&it));
                Some(Reach {
                    late: is_late,
                    ..self.at(kept)
                })
            }
            _ => None,
        }
    }

    /// A value that a function calls `name`: of the module, kept by a function that is run once, or put on the app.
    fn kept_in_function(
        &self,
        call: &Located<'s>,
        function: &Node<'s>,
        name: &str,
    ) -> Option<Reach> {
        if makes_global(function, name) && !name.starts_with(PRIVATE) {
            let kept = Kept::named(&call.script.path, name, name.to_owned());
            let found = Reach {
                names: Vec::new(),
                rebound: true,
                ..self.at(kept)
            };
            return Some(behind_functions(call.script, &found).unwrap_or(found));
        }
        let cached = name_of(function).filter(|_| is_cached(function));
        let kept = match cached {
            Some(function) => Kept::named(&call.script.path, &function, format!("{function}()")),
            None => self.handed_on(call, function, name)?,
        };
        Some(self.at(kept))
    }

    /// What a function makes and gives to its caller: where that one keeps it. `engine = connect()`, `Session, engine = connect()`.
    fn given_by(&self, call: &Located<'s>, hops: usize) -> Option<Reach> {
        let hops = hops.checked_sub(1)?;
        let function = function_around(&call.node)?;
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
        self.calls_of(&function).find_map(|caller| match index {
            Some(index) => {
                let left = target(&caller.node)?.named_children().nth(index)?;
                let name = left.text();
                let is_kept = left.kind() == "identifier" && functions_around(&left).is_empty();
                let kept = || Kept::named(&caller.script.path, &name, name.to_string());
                is_kept.then(|| self.at(kept()))
            }
            None => self
                .directly(&caller)
                .ok()
                .or_else(|| self.given_by(&caller, hops)),
        })
    }

    /// A function that makes a connection for whoever calls it, or a context manager that lends one.
    fn connection(&self, call: &Located<'s>) -> Option<Reach> {
        let function = function_around(&call.node)?;
        let name = name_of(&function)?;
        let is_required =
            |parameter: &Node<'_>| matches!(&*parameter.kind(), "identifier" | "typed_parameter");
        let mut parameters = parameters(&function).into_iter();
        if parameters.any(|(_, parameter)| is_required(&parameter))
            || function.children().any(|n| n.kind() == "async")
        {
            return None;
        }
        let lends = decorators_of(&function).iter().any(|decorator| {
            dotted(decorator).is_some_and(|name| name == "contextlib.contextmanager")
        });
        let kind = if lends {
            "connection-context"
        } else if gives(&function, &call.node) {
            "connection-factory"
        } else {
            return None;
        };
        Some(Reach {
            kind,
            ..self.at(Kept::named(&call.script.path, &name, name.clone()))
        })
    }
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

/// What a function that is run once gives back.
fn in_cache(call: &Located<'_>) -> Option<Kept> {
    let function = function_around(&call.node)?;
    if !is_cached(&function) || !gives(&function, &call.node) {
        return None;
    }
    let name = name_of(&function)?;
    Some(Kept::named(&call.script.path, &name, format!("{name}()")))
}

/// `engines = {"writer": create_engine(…)}`: the expression of the entry, and the names in it.
fn in_dictionary(call: &Located<'_>) -> Option<Kept> {
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
    let (left, key_text) = (left.text(), key.text());
    let mut kept = Kept::named(&call.script.path, &left, format!("{left}[{key_text}]"));
    match &*key.kind() {
        "string" => {}
        "identifier" | "attribute" => {
            kept.names.push(key_text.split('.').next()?.to_owned());
        }
        _ => return None,
    }
    Some(kept)
}
