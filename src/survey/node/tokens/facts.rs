//! What of the tokens of a service is wrong: a secret of the environment that cannot be changed without signing everybody out, or
//! for which the code has a fallback. Public keys and secrets that are made up of several things have no previous value, so they
//! are no concern of this.

use std::collections::BTreeSet;

use minijinja::Value;

use crate::code::Survey;
use crate::code::javascript::functions::call_given;
use crate::edit::script::{Node, Script};
use crate::survey::fact::{Fact, Site};
use crate::survey::node::service::Service;
use crate::survey::node::tokens::calls::{
    algorithm, calls_of, is_asymmetric, is_given_to_helper, is_member,
};
use crate::survey::node::tokens::fallback::fallbacks;
use crate::survey::node::tokens::secret::{Secret, secret_of};
use crate::survey::paths::page;
use crate::survey::word::vocabulary;
use crate::tree::Literal;

vocabulary! { Service:
    /// tokens are verified with secrets of the environment
    fact "jwt" = |it, _| it.jwt();
    /// the variables whose values tokens are signed or verified with
    fact "jwt-secrets" = |it, _| Fact::Present(it.jwt_secrets());
    /// the page about changing the secret of tokens; filled where there is one
    slot "rotation-page" = |it| page(it.survey.overlay, "jwt-rotation.md");
    /// those of them without which the service does not work
    fact "needed-jwt-secrets" = |it, _| Fact::of(it.needed_jwt_secrets());
    /// what tokens may be signed with, as code
    fact "jwt-algorithms" = |it, _| Fact::Present(it.jwt_algorithms());
    /// a secret of tokens cannot be changed at run time, or has a fallback
    fact "single-jwt-secret" = |it, _| it.tokens().wrong();
    /// functions of jsonwebtoken that verify with one secret only
    list "single-secret-verifies" ["previous", "verify"] = |it| Fact::Present(it.tokens().single.clone());
    /// secrets of tokens for which the code has a fallback
    list "jwt-secret-fallbacks" ["secret"] = |it| Fact::Present(it.tokens().fallbacks.clone());
    /// secrets of tokens that stand in the code
    list "hardcoded-jwt-secrets" = |it| Fact::Present(it.tokens().literal.clone());
    /// a secret with a fallback signs tokens that something else than jsonwebtoken verifies
    fact "signs-with-fallback" = |it, _| it.signs_with_fallback();
}

/// The secret whose previous values need no naming.
const USUAL: &str = "JWT_SECRET";

/// What of the tokens of a service is wrong, and what is right already.
#[derive(Default)]
struct Tokens {
    /// Some token is verified with a secret of the environment.
    verifies: bool,
    /// Callees of `verify` that know one secret only.
    single: Vec<Site>,
    /// Secrets of the environment with a fallback in the code.
    fallbacks: Vec<Site>,
    /// The variables that tokens are signed or verified with.
    variables: BTreeSet<String>,
    /// Secrets that stand in the code.
    literal: Vec<Site>,
    /// Why a secret cannot be told.
    unclear: Option<String>,
    /// What tokens are signed with; none where that cannot be told.
    algorithms: Option<BTreeSet<String>>,
}

impl Tokens {
    fn of(service: &Service<'_>) -> Self {
        let survey = service.survey;
        let mut tokens = Self {
            algorithms: Some(BTreeSet::new()),
            ..Self::default()
        };
        let mentions = |path: &&String| survey.overlay.has_literal(path, Literal::Jwt);
        for path in service.own_files().filter(mentions) {
            if let Some(reason) = survey.unreadable(path) {
                tokens.unclear.get_or_insert(reason);
            }
            let Some(script) = survey.script(path) else {
                continue;
            };
            for node in script.root().dfs() {
                if is_member(&node, "verify") {
                    tokens.verify(survey, script, &node);
                } else if is_member(&node, "sign") {
                    tokens.sign(survey, script, &node);
                }
            }
        }
        for variable in &tokens.variables {
            tokens.fallbacks.extend(fallbacks(service, variable));
        }
        Site::sort(&mut tokens.single);
        Site::sort(&mut tokens.fallbacks);
        Site::sort(&mut tokens.literal);
        tokens
    }

    fn verify<'s>(&mut self, survey: &'s Survey<'_>, script: &'s Script, verify: &Node<'s>) {
        let rotates = is_given_to_helper(survey, script, verify);
        let verify = if rotates {
            call_given(verify)
        } else {
            Some(verify.clone())
        };
        let Some(verify) = verify else {
            return;
        };
        let calls = calls_of(script, &verify);
        let mut found: Vec<Secret> = calls
            .iter()
            .filter(|call| !is_asymmetric(survey, script, call))
            .map(|call| secret_of(survey, script, call))
            .collect();
        for secret in found.extract_if(.., |secret| matches!(secret, Secret::Literal(_))) {
            if let Secret::Literal(site) = secret {
                self.literal.push(site);
            }
        }
        let names: BTreeSet<&String> = found
            .iter()
            .filter_map(|secret| match secret {
                Secret::Variable(name) => Some(name),
                _ => None,
            })
            .collect();
        self.variables
            .extend(names.iter().map(|name| (*name).clone()));
        self.verifies |= !names.is_empty();
        if rotates {
            return;
        }
        let is_unclear = found.iter().any(|secret| matches!(secret, Secret::Unclear));
        match names.first() {
            _ if is_unclear || names.len() > 1 => {
                self.verifies = true;
                self.unclear.get_or_insert(format!(
                    "which secret `{}:{}` verifies with shows only when the service runs; read it from `process.env` there",
                    script.path,
                    script.line(verify.range().start)
                ));
            }
            Some(name) => self.single.push(single(script, &verify, name)),
            None => {}
        }
    }

    fn sign<'s>(&mut self, survey: &'s Survey<'_>, script: &'s Script, sign: &Node<'s>) {
        for call in calls_of(script, sign) {
            match secret_of(survey, script, &call) {
                Secret::Variable(name) => drop(self.variables.insert(name)),
                Secret::Literal(site) => self.literal.push(site),
                Secret::Other => continue,
                Secret::Unclear => {}
            }
            let used = algorithm(survey, script, &call);
            self.algorithms = self.algorithms.take().zip(used).map(|(mut all, used)| {
                all.insert(used);
                all
            });
        }
    }

    /// A secret cannot be changed without signing everybody out, or has a fallback.
    fn wrong(&self) -> Fact<Value> {
        Fact::wrong(self.unclear.as_ref(), &[&self.single, &self.fallbacks])
    }
}

impl Service<'_> {
    fn tokens(&self) -> &Tokens {
        self.answers.or_find(|| Tokens::of(self))
    }

    /// The service verifies tokens with secrets of the environment.
    fn jwt(&self) -> Fact<Value> {
        Fact::flag(self.tokens().verifies)
    }

    /// Tokens are signed with a secret that has a fallback, and verified by something else than jsonwebtoken.
    fn signs_with_fallback(&self) -> Fact<Value> {
        let tokens = self.tokens();
        let only_signs = !tokens.verifies && !tokens.fallbacks.is_empty();
        Fact::flag(only_signs)
    }

    /// The variables that tokens are signed or verified with, by name.
    fn jwt_secrets(&self) -> Value {
        self.tokens().variables.iter().cloned().collect()
    }

    /// Those that it demands. One that an environment file may still bring is not missed where the service begins.
    fn needed_jwt_secrets(&self) -> Value {
        if self.may_load_more() {
            return std::iter::empty::<String>().collect();
        }
        let required = &self.program().environment().required;
        let secrets = self.tokens().variables.iter();
        secrets
            .filter(|name| required.contains(name))
            .cloned()
            .collect()
    }

    /// What tokens may be signed with, as code: what the service itself uses, or all that a secret can.
    fn jwt_algorithms(&self) -> Value {
        let used = self.tokens().algorithms.clone().unwrap_or_default();
        let all = || ["HS256", "HS384", "HS512"].map(str::to_owned).into();
        let used = if used.is_empty() { all() } else { used };
        let quoted: Vec<String> = used.iter().map(|name| format!("\"{name}\"")).collect();
        Value::from(format!("[{}]", quoted.join(", ")))
    }
}

fn single(script: &Script, verify: &Node<'_>, variable: &str) -> Site {
    let previous = (variable != USUAL).then(|| format!("{variable}_PREVIOUS"));
    Site::at(script, verify)
        .with("verify", verify.text().into_owned())
        .with("previous", previous)
}
