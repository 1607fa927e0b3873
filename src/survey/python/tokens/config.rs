//! Calls that read a variable through a package for it: `config("X", default="…")` of decouple, starlette, environs.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::maker;
use crate::code::python::names::dotted;
use crate::code::python::syntax::{bare, callee, positional};
use crate::code::python::texts::text;
use crate::edit::script::Node;
use crate::survey::python::tokens::code::{default, is_text};
use crate::survey::python::tokens::known::{Known, previous_name, replaced};

/// What makes an object that reads variables where it is called.
const READERS: &[&str] = &[
    "starlette.config.Config",
    "decouple.Config",
    "decouple.AutoConfig",
    "environs.Env",
    "environs.env",
    "environ.Env",
];

/// The secret that such a call reads.
pub(crate) fn configured<'s>(survey: &'s Survey<'s>, at: &Located<'s>) -> Option<Known> {
    let call = &at.node;
    let reader = callee(call)?;
    if !is_reader(survey, &at.at(reader.clone())) {
        return None;
    }
    let key = positional(call).into_iter().next()?;
    let variable = text(survey, at.script, &key)?;
    let casts = casts(call);
    let again = |key: &str, default: Option<&str>| {
        let casts = casts.iter().map(String::as_str);
        let arguments: Vec<&str> = std::iter::once(key).chain(casts).chain(default).collect();
        format!("{}({})", reader.text(), arguments.join(", "))
    };
    let previous = format!("\"{}\"", previous_name(&variable));
    let fallback = default(call).filter(|default| is_text(&bare(default)));
    let fallbacks = fallback.map(|_| replaced(at.script, call, &again(&key.text(), None)));
    Some(Known {
        variable: Some(variable),
        previous: again(&previous, Some("default=\"\"")),
        fallbacks: fallbacks.into_iter().collect(),
        ..Known::default()
    })
}

/// Whether what is called reads a variable, by itself or by its method `str`.
fn is_reader<'s>(survey: &'s Survey<'s>, called: &Located<'s>) -> bool {
    let function = &called.node;
    let object = match (&*function.kind(), function.field("attribute")) {
        ("identifier", _) => Some(function.clone()),
        (_, Some(method)) if method.text() == "str" => function.field("object"),
        _ => None,
    };
    object.is_some_and(|object| {
        dotted(&object).is_some_and(|name| name == "decouple.config")
            || maker(survey, called.script, &object)
                .is_some_and(|class| READERS.contains(&class.as_str()))
    })
}

/// The arguments of a call that turn the text into something else.
fn casts(call: &Node<'_>) -> Vec<String> {
    let given = call.field("arguments");
    let given = given.iter().flat_map(Node::named_children).skip(1);
    given
        .filter(|n| n.field("name").is_some_and(|name| name.text() == "cast"))
        .map(|n| n.text().into_owned())
        .collect()
}
