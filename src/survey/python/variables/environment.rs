//! What a service needs from its environment as a whole, and where it notices that something is missing.

use std::collections::BTreeSet;

use minijinja::Value;
use minijinja::value::Serde;

use crate::code::python::names::calls;
use crate::code::python::syntax::{all_calls, class_around, string_value};
use crate::edit::script::Script;
use crate::survey::docker::environment::environment_slot;
use crate::survey::fact::{Fact, Slot};
use crate::survey::python::service::Service;
use crate::survey::python::variables::loading::Loaded;
use crate::survey::python::variables::noticed::{Check, Names, Noticed};
use crate::survey::python::variables::program::Program;
use crate::survey::python::variables::reads::{default_text, mentions, reads, written};
use crate::survey::python::variables::shape::CHOICE;
use crate::survey::variables::local::Local;
use crate::survey::variables::names::is_given;
use crate::survey::variables::needs::{Meaning, Usage, Variables};
use crate::survey::variables::replaced::is_replaced;
use crate::survey::variables::written::remarks;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// a missing variable ends the service while it starts
    fact "env-check" = |it, _| Fact::from_option(it.demanding().check().map(Value::from));
    /// the variable beside ENVIRONMENT that says whether this is production, as the code itself asks
    fact "environment-switch" = |it, _| Fact::of(it.environment_switch());
    /// the variable that is true in production, as the code itself asks
    fact "production-flag" = |it, _| Fact::of(it.production_flag());
    /// what the code reads from the environment: required, any_of, recommended
    fact "environment" = |it, _| it.environment();
    /// what must be said of deployments that write that environment
    fact "environment-remarks" = |it, _| it.environment_remarks();
    /// the last stage of the Dockerfile, before the command; filled where ENVIRONMENT is set, or means something else
    slot "image-env" = |it| it.image_env();
    /// values of `host` in the code that let Redis run on this machine only
    list "literal-redis-hosts" ["host"] = |it| Fact::Present(it.program().literal_redis_hosts());
}

/// Names of variables that say where a service runs.
const SWITCHES: &[&str] = &[
    "APP_ENV",
    "FASTAPI_ENV",
    "PYTHON_ENV",
    "ENV",
    "DEPLOY_ENV",
    "STAGE",
];

/// Names of variables that are true in production.
const FLAGS: &[&str] = &[
    "PRODUCTION",
    "IS_PRODUCTION",
    "IS_PROD",
    "PROD",
    "PRODUCTION_MODE",
    "PROD_MODE",
];

/// What there is to know about the environment of a program.
struct Known {
    variables: Variables,
    check: Option<String>,
}

impl Service<'_> {
    /// What the service needs from its environment; absent where that is nothing, and nothing checks it.
    fn environment(&self) -> Fact<Value> {
        if let Some(place) = self.program().values_of_a_file() {
            return Fact::Unknown(format!(
                "`{place}` takes variables out of a file, so those of the environment count for nothing; read `os.environ` after `load_dotenv()`"
            ));
        }
        let variables = &self.demanding().known().variables;
        let concerns = !variables.is_empty() || self.demanding().check().is_some();
        Fact::from_option(concerns.then(|| Value::from(Serde(variables))))
    }

    fn environment_remarks(&self) -> Fact<Value> {
        let texts = remarks(
            self.survey,
            self.deployed.folder(),
            &self.demanding().known().variables,
        );
        Fact::from_option((!texts.is_empty()).then(|| Value::from(texts)))
    }

    /// The variable by which the service itself tells production, beside ENVIRONMENT.
    fn environment_switch(&self) -> &'static str {
        self.asked_of(SWITCHES).unwrap_or("NODE_ENV")
    }

    /// The variable by which the service itself tells production as a yes or no.
    fn production_flag(&self) -> Option<&'static str> {
        self.asked_of(FLAGS)
    }

    /// The first of some variables that the code reads by itself, or that settings have a field for.
    fn asked_of(&self, names: &'static [&'static str]) -> Option<&'static str> {
        let program = self.program();
        let is_asked = |name: &&&str| program.reads(name) || program.has_setting(name);
        names.iter().find(is_asked).copied()
    }

    /// The place of the variable that says that the image is for production.
    fn image_env(&self) -> Slot {
        if self.program().reads("ENVIRONMENT") {
            return Slot::Filled;
        }
        environment_slot(self.survey, self.deployed.folder(), "ENVIRONMENT", &[])
    }
}

impl<'s> Program<'s> {
    /// Where a missing variable is noticed at start, if all are: a file and line. Where every start can do without all of them,
    /// there is nothing to notice.
    fn check(&self) -> Option<&str> {
        let known = self.known();
        let variables = &known.variables;
        let is_free = variables.required.is_empty() && variables.any_of.is_empty();
        let nothing = (is_free && !variables.is_empty()).then_some("no variable is demanded");
        known.check.as_deref().or(nothing)
    }

    /// Where variables are taken out of a file instead of the environment: `dotenv_values(".env")`.
    fn values_of_a_file(&self) -> Option<String> {
        self.scripts_with("dotenv_values").find_map(|script| {
            let mut calls_of = all_calls(script);
            let call = calls_of.find(|call| calls(call, &["dotenv.dotenv_values"]))?;
            // `{**dotenv_values(".env"), **os.environ}`
            let is_merged = call
                .ancestors()
                .any(|n| n.text().contains("environ") && n.kind() == "dictionary");
            (!is_merged).then(|| format!("{}:{}", script.path, script.line(call.range().start)))
        })
    }

    /// Whether the code itself reads a variable; that our own helpers do does not count.
    fn reads(&self, name: &str) -> bool {
        self.scripts_with(name).any(|script| {
            self.survey.helper(&script.path).is_none()
                && reads(self.survey, script)
                    .iter()
                    .any(|read| read.name.as_deref() == Some(name))
        })
    }

    /// Whether settings of pydantic have a field of this name.
    fn has_setting(&self, name: &str) -> bool {
        let lower = name.to_lowercase();
        self.scripts_with("BaseSettings").any(|script| {
            let mut fields = script.found_by("assignments of Python", |n| n.kind() == "assignment");
            fields.any(|field| {
                let left = field.field("left");
                let is_it = left.is_some_and(|left| left.text().to_lowercase() == lower);
                is_it && class_around(&field).is_some()
            })
        })
    }

    fn known(&self) -> &Known {
        self.answers.or_find(|| self.look())
    }

    fn look(&self) -> Known {
        let checks: Vec<Check> = self
            .scripts()
            .filter(|script| self.loaded(script) == Loaded::AtStart)
            .filter(|script| !is_replaced(self.survey, &script.path, &asking()))
            .flat_map(|script| self.checks_in(script))
            .collect();
        let noticed = noticed(&checks);
        let variables = self.needed(&noticed);
        let is_noticed = |name: &String| noticed.found.contains(name);
        let are_all_noticed = !(noticed.found.is_empty() && noticed.one_of.is_empty())
            && variables.required.iter().all(is_noticed)
            && variables
                .any_of
                .iter()
                .all(|group| noticed.one_of.contains(group) || group.iter().any(is_noticed));
        let check = checks
            .into_iter()
            .find(|check| are_all_noticed || matches!(check.noticed, Noticed::All));
        Known {
            variables,
            check: check.map(|check| check.place),
        }
    }

    /// The variables of a file whose default is the machine itself.
    fn local_defaults(&self, script: &'s Script) -> Vec<Local> {
        let all = reads(self.survey, script).into_iter();
        let local = all.filter_map(|read| {
            let operands = CHOICE.operands(&CHOICE.around(&read.node));
            let last = operands.last().filter(|_| operands.len() > 1);
            let fallback = last.and_then(string_value).or_else(|| default_text(&read));
            let name = read.name.filter(|name| !is_given(self.survey, name))?;
            Local::of(&name, &fallback?)
        });
        local.collect()
    }

    /// What the reads of all files say that the service needs, and those that it notices to be missing.
    fn needed(&self, noticed: &Names) -> Variables {
        let scripts: Vec<&'s Script> = self
            .scripts()
            .filter(|script| mentions(&script.text))
            .collect();
        let mut meanings: Vec<Meaning> = Vec::new();
        for script in &scripts {
            let is_replaced = is_replaced(self.survey, &script.path, &asking());
            match self.loaded(script) {
                Loaded::AtStart if !is_replaced => meanings.extend(self.meanings(script)),
                Loaded::AtStart | Loaded::Later => {
                    meanings.extend(self.meanings(script).into_iter().map(Meaning::later));
                }
                Loaded::Perhaps => {}
            }
        }
        let grouped: BTreeSet<String> = meanings.iter().filter_map(group).flatten().collect();
        let demanded = noticed.found.iter().filter(|name| !grouped.contains(*name));
        let essential = |name: &String| Meaning::Name(name.clone(), Usage::Essential);
        meanings.extend(demanded.map(essential));
        let one_of = noticed.one_of.iter().cloned();
        meanings.extend(one_of.map(|names| Meaning::AnyOf(names, Usage::Essential)));
        let switches = noticed.switches.iter().cloned();
        meanings.extend(switches.map(|name| Meaning::Name(name, Usage::Late)));
        let set: BTreeSet<String> = scripts
            .iter()
            .flat_map(|script| written(self.survey, script))
            .collect();
        let local = scripts
            .iter()
            .flat_map(|script| self.local_defaults(script));
        Variables::of(meanings.into_iter().filter(|meaning| !meaning.is_of(&set)))
            .with_local(local.filter(|local| !set.contains(&local.name)))
    }
}

/// The variables that checks name.
fn noticed(checks: &[Check]) -> Names {
    let mut all = Names::default();
    for check in checks {
        if let Noticed::Names(names) = &check.noticed {
            all.found.extend(names.found.iter().cloned());
            all.one_of.extend(names.one_of.iter().cloned());
            all.switches.extend(names.switches.iter().cloned());
        }
    }
    all
}

fn group(meaning: &Meaning) -> Option<Vec<String>> {
    match meaning {
        Meaning::AnyOf(names, _) => Some(names.clone()),
        Meaning::Name(..) => None,
    }
}

/// What a file says that asks the environment itself.
fn asking() -> [String; 2] {
    ["environ", "getenv"].map(str::to_owned)
}
