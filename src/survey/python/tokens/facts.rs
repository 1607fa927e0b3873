//! Where a service verifies JSON web tokens with `PyJWT` or python-jose, and with which secret: one that cannot be changed
//! without signing everybody out, or for which the code has a fallback. Public keys are no concern of this, and a service
//! that chooses between several secrets changes them already.

use std::collections::BTreeSet;

use minijinja::Value;

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::syntax::all_calls;
use crate::edit::script::{Script, is_python};
use crate::survey::fact::{Fact, Place, Side, Site, Slot};
use crate::survey::paths::page;
use crate::survey::python::service::Service;
use crate::survey::python::tokens::calls::{Call, Library, Use, foreign};
use crate::survey::python::tokens::known::Secret;
use crate::survey::python::tokens::layout::single;
use crate::survey::python::tokens::secret::follow;
use crate::survey::word::vocabulary;
use crate::tree::paths::{folder as folder_of, is_test, upwards};

vocabulary! { Service:
    /// tokens are verified with secrets of the environment
    fact "jwt" = |it, _| it.jwt();
    /// the variables whose values tokens are signed or verified with
    fact "jwt-secrets" = |it, _| Fact::Present(it.jwt_secrets());
    /// the page about changing the secret of tokens; filled where there is one
    slot "rotation-page" = |it| page(it.survey.overlay, "jwt-rotation.md");
    /// the package that tokens are verified with: jwt or jose
    fact "jwt-library" = |it, _| it.jwt_library();
    /// a secret of tokens cannot be changed at run time, or has a fallback
    fact "single-jwt-secret" = |it, _| it.tokens().wrong();
    /// the callees of `decode` that know one secret only
    list "single-secret-verifies" ["before", "given", "arguments", "after", "module", "imported"] =
        |it| Fact::Present(it.tokens().single.clone());
    /// secrets of tokens for which the code has a fallback
    list "jwt-secret-fallbacks" ["secret", "made", "field"] = |it| Fact::Present(it.tokens().fallbacks.clone());
    /// where the first fallback stands that gives way to a secret which is made at start; filled where none does
    slot "made-secret" = |it| it.made_secret();
    /// places below the names of secrets of tokens whose previous values have no name
    list "jwt-secrets-without-previous" ["declaration", "module", "imported"] =
        |it| Fact::Present(it.tokens().undeclared.clone());
    /// where a library verifies tokens by itself, and takes one secret
    list "jwt-verified-elsewhere" = |it| Fact::Present(it.tokens().elsewhere.clone());
    /// secrets of tokens that stand in the code
    list "hardcoded-jwt-secrets" = |it| Fact::Present(it.tokens().literal.clone());
    /// a secret with a fallback signs tokens that something else verifies
    fact "signs-with-fallback" = |it, _| it.signs_with_fallback();
}

/// Files of a folder that holds a service or package of its own.
const MANIFESTS: &[&str] = &["pyproject.toml", "requirements.txt", "setup.py", "Pipfile"];

/// What of the tokens of a service is wrong, and what is right already.
#[derive(Default)]
pub(crate) struct Tokens {
    /// Some token is verified with a secret of the environment.
    verifies: bool,
    /// Callees of `decode` that know one secret only.
    single: Vec<Site>,
    /// Places below secrets whose previous values have no name yet.
    undeclared: Vec<Site>,
    /// Secrets of the environment with a fallback in the code.
    fallbacks: Vec<Site>,
    /// Secrets that stand in the code.
    literal: Vec<Site>,
    /// Where a library verifies by itself, and takes one secret.
    elsewhere: Vec<Site>,
    /// The variables that tokens are signed or verified with.
    variables: BTreeSet<String>,
    /// Why a secret cannot be told.
    unclear: Option<String>,
    libraries: BTreeSet<Library>,
}

impl Tokens {
    fn of(service: &Service<'_>) -> Self {
        let survey = service.survey;
        let mut tokens = Self::default();
        for script in service.program().scripts() {
            if !mentions_tokens(&script.text) {
                continue;
            }
            for node in all_calls(script) {
                if let Some(call) = Call::of(survey, script, &node) {
                    tokens.add(survey, script, &call);
                } else if foreign(&node) {
                    tokens.elsewhere.push(Site::at(script, &node));
                }
            }
        }
        if !tokens.verifies && tokens.literal.is_empty() && tokens.elsewhere.is_empty() {
            tokens.look_beside(service);
        }
        for list in [
            &mut tokens.single,
            &mut tokens.undeclared,
            &mut tokens.fallbacks,
            &mut tokens.literal,
        ] {
            Site::sort(list);
        }
        tokens
    }

    fn add<'s>(&mut self, survey: &'s Survey<'_>, script: &'s Script, call: &Call<'s>) {
        if call.is_unverified() || call.is_asymmetric(survey, script) {
            return;
        }
        let secret = match call.key() {
            _ if call.tries_another(survey, script) => Secret::Several,
            Some(node) => follow(survey, &Located { script, node }),
            None => Secret::Unclear,
        };
        let verifies = call.usage != Use::Signs;
        match secret {
            Secret::Known(known) => {
                self.fallbacks.extend(known.fallbacks.iter().cloned());
                self.variables.extend(known.variable.clone());
                if verifies {
                    self.verifies = true;
                    self.libraries.insert(call.library);
                    self.undeclared.extend(known.undeclared.iter().cloned());
                }
                if call.usage == Use::Verifies {
                    self.single.push(single(survey, script, call, &known));
                }
            }
            Secret::Literal(site) => self.literal.push(site),
            Secret::Several => self.verifies |= verifies,
            Secret::Key if verifies && call.is_symmetric(survey, script) => {
                self.note_unclear(script, call);
            }
            Secret::Unclear if verifies => self.note_unclear(script, call),
            Secret::Other | Secret::Key | Secret::Unclear => {}
        }
    }

    /// Remembers the first call whose secret cannot be told.
    fn note_unclear(&mut self, script: &Script, call: &Call<'_>) {
        self.verifies = true;
        self.unclear.get_or_insert_with(|| {
            format!(
                "which secret `{}:{}` verifies with cannot be told from the code; read it from the settings or `os.environ` there",
                script.path,
                script.line(call.node.range().start)
            )
        });
    }

    /// Looks for tokens in files that no import leads to: a plugin loads them, or nothing does.
    fn look_beside(&mut self, service: &Service<'_>) {
        let survey = service.survey;
        for script in service.scripts_beside() {
            for node in all_calls(script) {
                if foreign(&node) {
                    self.elsewhere.push(Site::at(script, &node));
                }
                let call =
                    Call::of(survey, script, &node).filter(|call| call.usage == Use::Verifies);
                let mut found = Self::default();
                if let Some(call) = &call {
                    found.add(survey, script, call);
                }
                self.literal.append(&mut found.literal);
                if !found.single.is_empty() || found.unclear.is_some() {
                    self.verifies = true;
                    self.unclear.get_or_insert_with(|| {
                        format!(
                            "`{}:{}` verifies tokens, and no import leads there from `{}`; import it where the service needs it",
                            script.path,
                            script.line(node.range().start),
                            service.entry()
                        )
                    });
                }
            }
        }
    }

    /// Whether fallbacks are all that is wrong.
    fn lacks_no_more_than_secrets(&self) -> bool {
        self.single.is_empty() && self.unclear.is_none() && !self.fallbacks.is_empty()
    }

    /// A secret cannot be changed without signing everybody out, or has a fallback.
    fn wrong(&self) -> Fact<Value> {
        Fact::wrong(self.unclear.as_ref(), &[&self.single, &self.fallbacks])
    }
}

/// Whether a file may have to do with tokens at all.
fn mentions_tokens(text: &str) -> bool {
    ["jwt", "JWT", "jose"]
        .iter()
        .any(|word| text.contains(word))
}

impl<'s> Service<'s> {
    fn tokens(&self) -> &Tokens {
        self.answers.or_find(|| Tokens::of(self))
    }

    /// The files of its folder that have to do with tokens, and that no import leads to.
    fn scripts_beside(&self) -> impl Iterator<Item = &'s Script> {
        let (survey, folder) = (self.survey, self.deployed.folder());
        let overlay = survey.overlay;
        let is_beside = move |path: &&str| {
            is_python(path) && !is_test(path) && !self.reached().iter().any(|it| it == path)
        };
        let is_of_another = move |path: &str| {
            let around = upwards(folder_of(path)).take_while(|at| *at != folder);
            let mut manifests =
                around.flat_map(|at| MANIFESTS.iter().map(move |name| format!("{at}/{name}")));
            manifests.any(|manifest| overlay.is_listed(&manifest))
        };
        let texts = overlay
            .paths_below(folder)
            .filter(is_beside)
            .filter(|path| {
                let text = survey.text(path);
                text.is_some_and(|text| mentions_tokens(&text))
            });
        texts
            .filter(move |path| !is_of_another(path))
            .filter_map(move |path| survey.script(path))
    }

    /// The service verifies tokens with secrets of the environment.
    fn jwt(&self) -> Fact<Value> {
        let tokens = self.tokens();
        let verifies = tokens.verifies && !tokens.lacks_no_more_than_secrets();
        Fact::flag(verifies)
    }

    /// A secret of tokens has a fallback, and that is all: its tokens are verified with several secrets, or by something else.
    fn signs_with_fallback(&self) -> Fact<Value> {
        let only = self.tokens().lacks_no_more_than_secrets();
        Fact::flag(only)
    }

    /// The variables that tokens are signed or verified with, by name.
    fn jwt_secrets(&self) -> Value {
        self.tokens().variables.iter().cloned().collect()
    }

    /// The place of the first fallback that gives way to a call of ours.
    fn made_secret(&self) -> Slot {
        let is_made = |site: &&Site| site.captures.get("made").is_some_and(Value::is_true);
        let Some(site) = self.tokens().fallbacks.iter().find(is_made) else {
            return Slot::Filled;
        };
        Slot::Free(Place {
            path: site.path.clone(),
            at: site.range.start,
            side: Side::Before,
            indent: String::new(),
            captures: site.captures.clone(),
        })
    }

    /// The package that tokens are verified with, as Python imports it.
    fn jwt_library(&self) -> Fact<Value> {
        let mut libraries = self.tokens().libraries.iter();
        match (libraries.next(), libraries.next()) {
            (Some(_), Some(_)) => Fact::Unknown(
                "tokens are verified with PyJWT and with python-jose; use one of them".to_owned(),
            ),
            (Some(library), None) => Fact::Present(Value::from(library.module())),
            (None, _) => Fact::Absent,
        }
    }
}
