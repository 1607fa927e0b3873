//! Calls that sign and verify tokens.

use crate::code::Survey;
use crate::code::helpers::Deed;
use crate::code::python::definitions::definition;
use crate::code::python::names::{bound, dotted};
use crate::code::python::syntax::{all_calls, callee, entry, function_around, keyword, positional};
use crate::code::python::texts::text;
use crate::edit::script::{Node, Script};

/// Words in the names of secrets that were used before.
const PREVIOUS: &[&str] = &[
    "previous", "prev", "old", "former", "fallback", "legacy", "retired",
];

/// A package that signs and verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Library {
    PyJwt,
    Jose,
}

impl Library {
    pub(crate) fn module(self) -> &'static str {
        match self {
            Self::PyJwt => "jwt",
            Self::Jose => "jose",
        }
    }
}

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Signs,
    Verifies,
    /// With previous secrets, too.
    Rotates,
}

/// A call of `encode` or `decode`.
pub(crate) struct Call<'s> {
    pub(crate) node: Node<'s>,
    pub(crate) callee: Node<'s>,
    pub(crate) library: Library,
    pub(crate) usage: Use,
}

impl<'s> Call<'s> {
    pub(crate) fn of(survey: &Survey<'_>, script: &Script, node: &Node<'s>) -> Option<Self> {
        let callee = callee(node)?;
        let (function, rotates) = match given_to_helper(survey, script, &callee) {
            Some(decode) => (decode, true),
            None => (callee.clone(), false),
        };
        let (library, usage) = match &*dotted(&function)? {
            "jwt.decode" | "jwt.decode_complete" | "jwt.api_jwt.decode" => {
                (Library::PyJwt, Use::Verifies)
            }
            "jose.jwt.decode" => (Library::Jose, Use::Verifies),
            "jwt.encode" | "jwt.api_jwt.encode" => (Library::PyJwt, Use::Signs),
            "jose.jwt.encode" => (Library::Jose, Use::Signs),
            _ => return None,
        };
        Some(Self {
            node: node.clone(),
            callee,
            library,
            usage: if rotates { Use::Rotates } else { usage },
        })
    }

    /// What the token is signed or verified with.
    pub(crate) fn key(&self) -> Option<Node<'s>> {
        let second = positional(&self.node).into_iter().nth(1);
        second.or_else(|| keyword(&self.node, "key"))
    }

    /// The arguments of a call on one line.
    pub(crate) fn arguments(&self) -> Option<Vec<String>> {
        let list = self.node.field("arguments")?;
        let arguments = list.named_children().map(|n| n.text().into_owned());
        (!list.text().contains('\n')).then(|| arguments.collect())
    }

    /// Whether the signature is not looked at.
    pub(crate) fn is_unverified(&self) -> bool {
        let is_off = |value: Option<Node<'s>>| value.is_some_and(|value| value.text() == "False");
        let options = keyword(&self.node, "options");
        is_off(keyword(&self.node, "verify"))
            || is_off(options.and_then(|options| entry(&options, "verify_signature")))
    }

    /// Whether it asks for keys of another kind.
    pub(crate) fn is_asymmetric(&self, survey: &'s Survey<'_>, script: &'s Script) -> bool {
        let all = self.algorithms(survey, script).unwrap_or_default();
        !all.is_empty() && !all.iter().any(|it| is_hmac(it))
    }

    /// Whether it asks for a secret.
    pub(crate) fn is_symmetric(&self, survey: &'s Survey<'_>, script: &'s Script) -> bool {
        let all = self.algorithms(survey, script).unwrap_or_default();
        all.iter().any(|it| is_hmac(it))
    }

    /// The algorithms that it names; none where they show only when the service runs.
    fn algorithms(&self, survey: &'s Survey<'_>, script: &'s Script) -> Option<Vec<String>> {
        let name = if self.usage == Use::Signs {
            "algorithm"
        } else {
            "algorithms"
        };
        let given = keyword(&self.node, name);
        let given = given.or_else(|| positional(&self.node).into_iter().nth(2))?;
        let found = definition(survey, script, &given).filter(|found| {
            matches!(
                &*found.node.kind(),
                "list" | "tuple" | "set" | "list_pattern"
            )
        });
        match found {
            Some(list) => list
                .node
                .named_children()
                .filter(|n| n.kind() != "comment")
                .map(|item| text(survey, list.script, &item))
                .collect(),
            None => text(survey, script, &given).map(|text| vec![text]),
        }
    }

    /// Whether another secret is tried beside it, which was used before.
    pub(crate) fn tries_another(&self, survey: &Survey<'_>, script: &'s Script) -> bool {
        if self.usage != Use::Verifies {
            return false;
        }
        let scope = function_around(&self.node).map_or(0..script.text.len(), |it| it.range());
        let beside = all_calls(script)
            .filter(|node| scope.start <= node.range().start && node.range().end <= scope.end)
            .filter_map(|node| Call::of(survey, script, &node));
        beside
            .filter(|call| call.usage == Use::Verifies)
            .filter_map(|call| call.key())
            .any(|key| is_previous(&key.text()))
    }
}

fn is_hmac(algorithm: &str) -> bool {
    algorithm.starts_with("HS")
}

fn is_previous(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    words.any(|word| PREVIOUS.contains(&word))
}

/// The `decode` that a call hands to our helper.
fn given_to_helper<'s>(survey: &Survey<'_>, script: &Script, call: &Node<'s>) -> Option<Node<'s>> {
    let rotates = survey.is_helper(script, &callee(call)?, Deed::KnowsPreviousSecrets);
    positional(call).into_iter().next().filter(|_| rotates)
}

/// Whether a call sets up a library that verifies by itself, and takes one secret.
pub(crate) fn foreign(node: &Node<'_>) -> bool {
    let name = callee(node).and_then(|callee| dotted(&callee));
    let Some(name) = name else {
        return false;
    };
    let (package, class) = (name.split('.').next(), name.rsplit('.').next());
    match (package, class) {
        (Some("fastapi_users"), Some("JWTStrategy")) => {
            keyword(node, "public_key").is_none() && keyword(node, "algorithm").is_none()
        }
        (Some("fastapi_jwt"), Some(class)) => class.starts_with("JwtAccess"),
        (Some("authlib"), Some(_)) => {
            ["authlib.jose.jwt.decode", "authlib.jose.JsonWebToken"].contains(&&*name)
        }
        (Some("joserfc"), Some(_)) => name == "joserfc.jwt.decode",
        (Some("jwt"), Some("PyJWT"))
        | (
            Some("fastapi_jwt_auth" | "another_fastapi_jwt_auth" | "async_fastapi_jwt_auth"),
            Some("load_config"),
        ) => true,
        _ => false,
    }
}

/// Whether a name is one of a comprehension.
pub(crate) fn is_in_comprehension(name: &Node<'_>) -> bool {
    let text = name.text();
    bound(&text, name).is_none()
        && name
            .ancestors()
            .flat_map(|n| n.named_children().collect::<Vec<_>>())
            .any(|n| {
                n.kind() == "for_in_clause" && n.field("left").is_some_and(|n| n.text() == text)
            })
}
