//! The domains that the root of production says of itself, by the variables that hold them.

use std::collections::BTreeMap;

use hcl_edit::expr::Expression;
use hcl_edit::structure::Body;

use crate::code::Survey;
use crate::edit::hcl::Name;
use crate::survey::environments::is_of_another_environment;
use crate::survey::public::domains::has_plain_name;
use crate::survey::public::fronts::Front;
use crate::survey::public::hosts::{is_domain, is_served};
use crate::survey::terraform::expressions::{blocks, label, value, variable_of};
use crate::survey::terraform::paths::{folder, resolve};
use crate::survey::terraform::tree::{Folder, Tree};
use crate::survey::terraform::values::value_files;

/// A domain that a variable of the root holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) variable: String,
    /// None where its value is an example, or stands outside of the tree.
    pub(crate) host: Option<String>,
}

/// The domains of a root: what its variables are given, and of those whose value nobody can use or know, the ones that a
/// certificate or the DNS gets. What nothing uses says nothing of what is deployed.
pub(crate) fn said(survey: &Survey<'_>, tree: &Tree, root: &Folder) -> Vec<Said> {
    let given = given(survey, root);
    let uses = root.names().uses;
    let of_variable = |name: &str, default: Option<&Expression>| {
        let is_used = uses.contains(&Name::Variable(name.to_owned()));
        if !is_domain(name) || !is_used || !is_whole(tree, name) {
            return None;
        }
        let own = given.get(name).map(String::as_str);
        let host = own.or(default.and_then(Expression::as_str));
        let host = host.filter(|it| is_served(it)).map(str::to_owned);
        // `okta_domain = "acme.okta.com"` is of another's address
        let is_told = host.is_some() && has_plain_name(name);
        let is_asked_for = host.is_some() || default.is_none() && own != Some("");
        let is_known = is_told || is_asked_for && is_named(tree, root, name, 0);
        is_known.then(|| Said {
            variable: name.to_owned(),
            host,
        })
    };
    let variables = blocks(root, "variable", &[]);
    variables
        .filter_map(|(_, block)| of_variable(label(block, 0), value(&block.body, "default")))
        .collect()
}

/// The texts that files of values beside the root give.
fn given(survey: &Survey<'_>, root: &Folder) -> BTreeMap<String, String> {
    let files = value_files(survey, if root.path == "." { "" } else { &root.path });
    let own = files
        .iter()
        .filter(|it| folder(&it.path) == root.path && !is_of_another_environment(&it.path));
    let bodies = own.filter_map(|it| it.body.as_ref().ok());
    let texts = bodies.flat_map(|body| {
        body.attributes().map(|it| {
            let text = it.value.as_str().unwrap_or_default();
            (it.key.as_str().to_owned(), text.to_owned())
        })
    });
    texts.collect()
}

/// Whether a variable is a domain itself, and no zone that names are made below.
fn is_whole(tree: &Tree, name: &str) -> bool {
    let part = format!(".${{var.{name}}}");
    let wildcard = format!("*{part}");
    let is_plain = |text: &str| !text.replace(&wildcard, "").contains(&part);
    tree.files().all(|file| is_plain(&file.text))
}

/// Resources, and parts of sources of modules, that get the domain that users ask, with the argument.
const NAMED: &[(&str, &str)] = &[
    ("aws_acm_certificate", "domain_name"),
    ("aws_apigatewayv2_domain_name", "domain_name"),
    ("aws_api_gateway_domain_name", "domain_name"),
    ("aws_apprunner_custom_domain_association", "domain_name"),
    ("aws_cloudfront_distribution", "aliases"),
    ("aws_route53_record", "name"),
    ("terraform-aws-modules/acm", "domain_name"),
    ("terraform-aws-modules/cloudfront", "aliases"),
];

/// How deep modules are followed.
const DEPTH: usize = 8;

/// Whether a certificate or the DNS gets a variable of a folder, there or in what it calls.
fn is_named(tree: &Tree, at: &Folder, variable: &str, depth: usize) -> bool {
    let is_it = |it: &Expression| variable_of(it).as_deref() == Some(variable);
    let is_in =
        |it: &Expression| is_it(it) || it.as_array().is_some_and(|all| all.iter().any(is_it));
    let gets = |body: &Body, kind: &str| {
        let mut known = NAMED.iter().filter(|(known, _)| kind.starts_with(known));
        known.any(|(_, argument)| value(body, argument).is_some_and(is_in)) && !is_of_mail(body)
    };
    let mut resources = blocks(at, "resource", &[]);
    if resources.any(|(_, block)| gets(&block.body, label(block, 0))) {
        return true;
    }
    blocks(at, "module", &[]).any(|(_, block)| {
        let source = value(&block.body, "source").and_then(Expression::as_str);
        let Some(source) = source else { return false };
        let called = resolve(&at.path, source);
        let Some(called) = called.and_then(|path| tree.folders.iter().find(|it| it.path == path))
        else {
            return gets(&block.body, source);
        };
        let mut passed = block.body.attributes().filter(|it| is_in(&it.value));
        depth < DEPTH && passed.any(|it| is_named(tree, called, it.key.as_str(), depth + 1))
    })
}

/// Whether a record of the DNS is none that browsers ask for.
fn is_of_mail(body: &Body) -> bool {
    let kind = value(body, "type").and_then(Expression::as_str);
    kind.is_some_and(|it| matches!(it, "MX" | "TXT"))
}

impl Said {
    /// What it is in Terraform, as a part of a text.
    pub(crate) fn interpolated(&self) -> String {
        format!("${{var.{}}}", self.variable)
    }

    /// What a check of it is called: `api_domain` is of `api`.
    pub(crate) fn name(&self) -> String {
        let own = self.variable.split('_').take_while(|it| *it != "domain");
        let own: Vec<&str> = own.filter(|it| !it.is_empty()).collect();
        if own.is_empty() {
            "site".to_owned()
        } else {
            own.join("-")
        }
    }

    /// The domain, where it is known.
    pub(crate) fn front(&self) -> Option<Front> {
        let host = self.host.clone()?;
        Some(Front { host, target: None })
    }

    /// What is to be said of a check that follows it.
    pub(crate) fn remark(&self) -> String {
        let name = &self.variable;
        format!("whatever `{name}` says when Terraform is applied is asked, on its first page")
    }
}
