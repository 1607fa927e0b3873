//! Whether something asks what Terraform on AWS deploys from outside, and what production lacks for that.

mod provider;
mod root;

use std::collections::BTreeMap;

use minijinja::Value;
use minijinja::value::Serde;

use crate::survey::aws::environment::example::aligned;
use crate::survey::aws::environment::hosts::call;
use crate::survey::aws::environment::names::Names;
use crate::survey::aws::environment::ours::source;
use crate::survey::aws::environment::uptime::provider::{Provider, provider};
use crate::survey::aws::environment::uptime::root::{Place, place};
use crate::survey::aws::surveyed::Aws;
use crate::survey::fact::{Fact, Site};
use crate::survey::paths::docs;
use crate::survey::public::doors::{is_reached, reached};
use crate::survey::public::endpoints::{Endpoint, endpoints};
use crate::survey::public::fronts::fronts;
use crate::survey::public::running::known;
use crate::survey::public::said::{Said, said};
use crate::survey::public::watched::is_watched;
use crate::survey::terraform::environments::Evidence;
use crate::survey::terraform::expressions::{blocks, value, written};
use crate::survey::terraform::paths::{folder, join, resolve};
use crate::survey::terraform::tree::{Folder, Role, Tree};
use crate::survey::word::vocabulary;

vocabulary! { Aws:
    /// the internet reaches what is deployed, and it is known what asks it from outside, or what could
    fact "asked-deployment" = |it, _| it.asked_deployment();
    /// nothing asks from outside
    fact "unasked" = |it, _| Fact::flag(matches!(it.uptime(), Uptime::Lacking(_) | Uptime::Domainless));
    /// what is to be said of what is asked
    fact "uptime-remarks" = |it, _| it.uptime_remarks();
    /// variables that production lacks for a check from outside
    list "uptime-variables" ["variable", "kind", "description"] = |it| it.of_lacking(|it| it.variables.clone());
    /// the folder for a module of checks from outside
    list "missing-uptime-module" = |it| it.of_lacking(|it| vec![Site::new(&it.module, 0..0, 1)]);
    /// the folder for a guide to these checks
    list "missing-uptime-guide" ["endpoints", "emails"] = |it| it.of_lacking(|it| vec![it.told(&it.docs)]);
    /// the root of production, which makes no check from outside; `domains` only where one is known
    list "unasked-production" ["domains", "source", "call", "provider", "alias", "project", "environment", "emails"] = |it| it.unasked_production();
    /// what leaves open which root would make the checks
    list "unclear-uptime-roots" = |it| it.unclear_uptime_roots();
}

/// How the deployment stands.
#[derive(Debug)]
enum Uptime {
    /// The internet reaches nothing of it.
    Unconcerned,
    Watched,
    /// No domain is known.
    Domainless,
    /// Nothing tells which root would make the checks.
    Unclear(Evidence),
    Unknown(String),
    Lacking(Box<Lacking>),
}

/// What production lacks.
#[derive(Debug)]
struct Lacking {
    root: String,
    module: String,
    docs: String,
    call: String,
    provider: Provider,
    names: Names,
    emails: String,
    variables: Vec<Site>,
    endpoints: Vec<Endpoint>,
    /// The domains that variables of the root hold.
    said: Vec<Said>,
    remarks: Vec<String>,
}

/// Names of variables for the addresses that alarms are mailed to, ours first.
const EMAILS: [&str; 6] = [
    "alert_emails",
    "alarm_emails",
    "notification_emails",
    "alert_email",
    "alarm_email",
    "notification_email",
];

impl Aws<'_> {
    fn uptime(&self) -> &Uptime {
        self.answers
            .or_find(|| self.find_uptime().unwrap_or_else(Uptime::Unknown))
    }

    fn find_uptime(&self) -> Result<Uptime, String> {
        let (survey, tree) = (self.survey, &self.terraform.tree);
        if !is_reached(tree) {
            return Ok(Uptime::Unconcerned);
        }
        let place = place(self);
        let production = match &place {
            Place::At(root) => Some(*root),
            _ => None,
        };
        let said = production.map_or_else(Vec::new, |root| said(survey, tree, root));
        let mut found = endpoints(survey, &known(self.services()), fronts(survey));
        if !found.has_domain {
            for it in &said {
                found.follow(it.name(), it.interpolated(), it.remark());
            }
        }
        let hosts: Vec<&str> = found.all.iter().map(|it| it.host.as_str()).collect();
        if is_watched(survey, &hosts) {
            return Ok(Uptime::Watched);
        }
        if !found.has_domain {
            return Ok(Uptime::Domainless);
        }
        let root = match place {
            Place::At(root) => root,
            Place::Unclear(evidence) => return Ok(Uptime::Unclear(evidence)),
            Place::Unknown(reason) => return Err(reason),
            Place::Nowhere => return Ok(Uptime::Unconcerned),
        };
        if reached(survey) > 1 {
            let reason = "the internet reaches several trees of Terraform";
            return Ok(Uptime::Unclear(Evidence::at(root, reason)));
        }
        if found.all.is_empty() {
            return Err(found.remarks.join("; "));
        }
        let names = Names::of(root, root::word(root));
        let mut remarks = found.remarks;
        let emails = Emails::of(root);
        remarks.extend(emails.remark());
        let calls = |name: &&&str| call(root, name).is_none();
        let call = ["uptime", "uptime_checks"];
        Ok(Uptime::Lacking(Box::new(Lacking {
            module: self.module_folder(root),
            docs: docs(survey.overlay),
            call: (*call.iter().find(calls).unwrap_or(&call[0])).to_owned(),
            provider: provider(root)?,
            variables: variables(root, &names, &emails),
            emails: emails.expression,
            names,
            endpoints: found.all,
            said,
            remarks,
            root: root.path.clone(),
        })))
    }

    /// Where the module is to lie: beside those that the root calls, else below it.
    fn module_folder(&self, root: &Folder) -> String {
        let tree = &self.terraform.tree;
        let home = modules_of(tree, root).unwrap_or_else(|| join(&root.path, "modules"));
        let names = ["uptime", "uptime-checks"].map(|name| join(&home, name));
        let is_free = |path: &&String| !self.survey.overlay.has_files_below(path);
        names.iter().find(is_free).unwrap_or(&names[0]).clone()
    }

    fn asked_deployment(&self) -> Fact<Value> {
        match self.uptime() {
            Uptime::Unknown(reason) => Fact::Unknown(reason.clone()),
            Uptime::Unconcerned | Uptime::Unclear(_) => Fact::Absent,
            Uptime::Watched | Uptime::Domainless | Uptime::Lacking(_) => Fact::flag(true),
        }
    }

    fn uptime_remarks(&self) -> Fact<Value> {
        match self.uptime() {
            Uptime::Lacking(it) => Fact::Present(Value::from(it.remarks.clone())),
            Uptime::Unclear(it) => Fact::Present(Value::from(vec![it.reason.clone()])),
            _ => Fact::Absent,
        }
    }

    fn of_lacking(&self, find: impl Fn(&Lacking) -> Vec<Site>) -> Fact<Vec<Site>> {
        Fact::Present(match self.uptime() {
            Uptime::Lacking(it) => find(it),
            _ => Vec::new(),
        })
    }

    fn unasked_production(&self) -> Fact<Vec<Site>> {
        // without a domain the template asks for the parameter of this name, which nobody has given either
        if matches!(self.uptime(), Uptime::Domainless) {
            let others = [
                "source",
                "call",
                "provider",
                "alias",
                "project",
                "environment",
                "emails",
            ];
            let site = Site::new(&self.terraform.tree.path, 0..0, 1);
            return Fact::Present(vec![
                others.iter().fold(site, |site, name| site.with(name, "")),
            ]);
        }
        self.of_lacking(|it| {
            let lines: Vec<(String, String)> =
                it.endpoints.iter().map(|all| it.line(all)).collect();
            let site = it
                .told(&it.root)
                .with("domains", aligned(&lines))
                .with("source", source(&it.root, &it.module))
                .with("call", it.call.as_str())
                .with("provider", it.provider.text.as_str())
                .with("alias", it.provider.alias.as_str())
                .with("project", it.names.project.expression.as_str())
                .with("environment", it.names.environment.expression.as_str());
            vec![site]
        })
    }

    fn unclear_uptime_roots(&self) -> Fact<Vec<Site>> {
        Fact::Present(match self.uptime() {
            Uptime::Unclear(it) => vec![Site::new(&it.path, 0..1, it.line)],
            _ => Vec::new(),
        })
    }
}

impl Lacking {
    /// A key with the address to ask; what a variable holds is that variable.
    fn line(&self, it: &Endpoint) -> (String, String) {
        let mut said = self.said.iter();
        let said = said.find(|said| said.host.as_ref() == Some(&it.host));
        let host = said.map_or_else(|| it.host.clone(), Said::interpolated);
        (key(&it.name), format!("\"{host}{}\"", it.path))
    }

    fn told(&self, path: &str) -> Site {
        Site::new(path, 0..0, 1)
            .with("endpoints", Value::from(Serde(&self.endpoints)))
            .with("emails", self.emails.as_str())
    }
}

/// Whom alarms are mailed to.
struct Emails {
    variable: String,
    expression: String,
    is_new: bool,
    is_empty: bool,
}

impl Emails {
    fn of(root: &Folder) -> Self {
        let known = EMAILS.iter().find_map(|name| {
            let labels = [*name];
            let (source, block) = blocks(root, "variable", &labels).next()?;
            let kind = value(&block.body, "type").map(|it| written(source, it));
            let is_list = kind.map_or(name.ends_with('s'), |kind| !kind.starts_with("string"));
            let default = value(&block.body, "default").map(|it| written(source, it));
            let expression = if is_list {
                format!("var.{name}")
            } else {
                format!("[var.{name}]")
            };
            Some(Self {
                variable: (*name).to_owned(),
                expression,
                is_new: false,
                is_empty: matches!(default, Some("[]" | "\"\"" | "null")),
            })
        });
        known.unwrap_or_else(|| Self {
            variable: EMAILS[0].to_owned(),
            expression: format!("var.{}", EMAILS[0]),
            is_new: true,
            is_empty: false,
        })
    }

    fn remark(&self) -> Option<String> {
        self.is_empty
            .then(|| format!("nobody is mailed before `{}` names somebody", self.variable))
    }
}

/// The variables that the root lacks.
fn variables(root: &Folder, names: &Names, emails: &Emails) -> Vec<Site> {
    let file = root.variable_file().path;
    let site = |name: &str, kind: &str, description: &str| {
        Site::new(&file, 0..0, 1)
            .with("variable", name)
            .with("kind", kind)
            .with("description", description)
    };
    let mut found = Vec::new();
    if names.project.is_new {
        found.push(site(
            "project",
            "string",
            "What everything of this system is called after",
        ));
    }
    if emails.is_new {
        found.push(site(
            &emails.variable,
            "list(string)",
            "Who is mailed when an endpoint does not answer from outside",
        ));
    }
    found
}

/// The folder with most of the modules that a root calls, else that other roots call.
fn modules_of(tree: &Tree, root: &Folder) -> Option<String> {
    let parents = |root: &Folder| {
        let called = root
            .declared()
            .filter_map(|it| resolve(&root.path, &it.kind));
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for path in called {
            *count.entry(folder(&path).to_owned()).or_default() += 1;
        }
        // of several with as many, the first
        count
            .into_iter()
            .rev()
            .max_by_key(|(_, calls)| *calls)
            .map(|(path, _)| path)
    };
    let mut others = tree.folders.iter().filter(|it| it.role == Role::Root);
    parents(root).or_else(|| others.find_map(parents))
}

/// A name as the key of an object.
fn key(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_plain);
    if is_name {
        name.to_owned()
    } else {
        format!("\"{name}\"")
    }
}
