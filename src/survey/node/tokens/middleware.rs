//! Where tokens are verified by a middleware that takes one secret: express-jwt, passport-jwt. What verifies with several
//! has to be written by hand there.

use crate::code::javascript::names::reference;
use crate::code::statements::found_in;
use crate::edit::script::{Node, Script, arguments, is_function, property};
use crate::survey::fact::{Fact, Site};
use crate::survey::node::service::Service;
use crate::survey::word::vocabulary;
use crate::tree::Literal;

vocabulary! { Service:
    /// calls that hand one secret of tokens to express-jwt or passport-jwt
    list "jwt-verified-elsewhere" = |it| Fact::Present(it.jwt_verified_elsewhere());
}

/// A package that verifies the token of a request.
struct Verifier {
    package: &'static str,
    /// What of the package is called; nothing stands for the package itself.
    names: &'static [&'static str],
    /// The option that holds the secret.
    secret: &'static str,
    /// The option that is a function which gives it.
    provider: &'static str,
}

const VERIFIERS: [Verifier; 2] = [
    Verifier {
        package: "express-jwt",
        names: &["", "default", "expressjwt"],
        secret: "secret",
        provider: "secret",
    },
    Verifier {
        package: "passport-jwt",
        names: &["Strategy"],
        secret: "secretOrKey",
        provider: "secretOrKeyProvider",
    },
];

impl Service<'_> {
    /// The calls that hand one secret to such a middleware.
    fn jwt_verified_elsewhere(&self) -> Vec<Site> {
        let mentions = |path: &&String| {
            let overlay = self.survey.overlay;
            overlay.has_literal(path, Literal::JwtMiddleware)
        };
        let paths = self.own_files().filter(mentions);
        let scripts = paths.filter_map(|path| self.survey.script(path));
        found_in(scripts, |script, call| {
            let takes_one = self.takes_one_secret(script, &call);
            takes_one.then(|| Site::at(script, &call))
        })
    }

    fn takes_one_secret(&self, script: &Script, call: &Node<'_>) -> bool {
        let callee = match &*call.kind() {
            "call_expression" => call.field("function"),
            "new_expression" => call.field("constructor"),
            _ => None,
        };
        let reached = callee.and_then(|callee| reference(&callee));
        let known = reached.and_then(|reached| {
            let name = reached.path.join(".");
            VERIFIERS
                .iter()
                .find(|it| it.package == reached.module && it.names.contains(&&*name))
        });
        let Some(verifier) = known else {
            return false;
        };
        let home = self.survey.script(&script.path);
        let options = home.zip(arguments(call).first()).and_then(|(home, given)| {
            let given = home.node(&given.kind(), &given.range())?;
            self.survey.definition(home, &given)
        });
        let Some(options) = options.filter(|it| it.node.kind() == "object") else {
            return true;
        };
        let is_given = |key: &str| property(&options.node, key);
        let chooses = |value: Node<'_>| is_function(&value) || value.kind() == "call_expression";
        let is_public = is_given("algorithms").is_some_and(|list| {
            let names = self.survey.texts(options.script, &list);
            !names.is_empty() && names.iter().all(|name| !name.starts_with("HS"))
        });
        let secret = is_given(verifier.secret);
        let has_provider =
            verifier.provider != verifier.secret && is_given(verifier.provider).is_some();
        secret.is_some_and(|secret| !chooses(secret)) && !has_provider && !is_public
    }
}
