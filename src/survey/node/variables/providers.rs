//! Clients of other companies that cannot be made without their key: what makes one when it is loaded ends with it.

use crate::code::Survey;
use crate::code::javascript::names::reference;
use crate::edit::script::{Node, Script, arguments};
use crate::survey::node::package::major_version;

/// A client that is not made without its key.
struct Provider {
    package: &'static str,
    /// The first major version that fails.
    since: u32,
    /// The members of the package that make it, beside the package itself.
    makers: &'static [&'static str],
    /// The key among the options; none where it is an argument by itself.
    option: Option<&'static str>,
    /// The variables that the package falls back on by itself; none where it knows no name.
    own: &'static [&'static str],
}

const PROVIDERS: &[Provider] = &[
    Provider {
        package: "groq-sdk",
        since: 0,
        makers: &["Groq"],
        option: Some("apiKey"),
        own: &["GROQ_API_KEY"],
    },
    Provider {
        package: "openai",
        since: 4,
        makers: &["OpenAI"],
        option: Some("apiKey"),
        own: &["OPENAI_API_KEY"],
    },
    Provider {
        package: "resend",
        since: 0,
        makers: &["Resend"],
        option: None,
        own: &["RESEND_API_KEY"],
    },
    Provider {
        package: "stripe",
        since: 17,
        makers: &["Stripe"],
        option: None,
        own: &[],
    },
    Provider {
        package: "twilio",
        since: 3,
        makers: &["Twilio"],
        option: None,
        own: &["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"],
    },
];

/// Whether `node`, the variable `name`, is the key of a client that is not made without.
pub(crate) fn is_key_of_client(
    survey: &Survey<'_>,
    script: &Script,
    node: &Node<'_>,
    name: &str,
) -> bool {
    let Some((call, option)) = given_to(node) else {
        return false;
    };
    let callee = call.field("function").or_else(|| call.field("constructor"));
    let Some(reached) = callee.as_ref().and_then(reference) else {
        return false;
    };
    let makes = |provider: &&Provider| {
        let path: Vec<&str> = reached.path.iter().map(String::as_str).collect();
        provider.package == reached.module
            && (path.is_empty() || path.len() == 1 && provider.makers.contains(&path[0]))
            && provider.option == option.as_deref()
            && (provider.own.is_empty() || provider.own.contains(&name))
    };
    PROVIDERS.iter().find(makes).is_some_and(|provider| {
        major_version(survey, &script.path, provider.package)
            .is_some_and(|version| version >= provider.since)
    })
}

/// The call that is given an expression, as its first or second argument or as an option of the first.
fn given_to<'s>(node: &Node<'s>) -> Option<(Node<'s>, Option<String>)> {
    let pair = node.parent().filter(|parent| parent.kind() == "pair");
    let option = pair.as_ref().and_then(|pair| pair.field("key"));
    let argument = match &pair {
        Some(pair) => pair.parent()?,
        None => node.clone(),
    };
    let call = argument.parent()?.parent()?;
    let is_given = arguments(&call)
        .iter()
        .take(2)
        .any(|own| own.node_id() == argument.node_id());
    is_given.then(|| (call, option.map(|key| key.text().into_owned())))
}
