//! Where TLS ends: at a load balancer or platform, at a proxy of the tree's own, or nowhere.

use crate::code::Survey;
use crate::survey::compose::file::{ComposeFile, files};
use crate::survey::compose::ways::{elsewhere, in_part};
use crate::survey::environments::is_of_another_environment;
use crate::survey::public::hosts::is_served;
use crate::survey::public::nginx::{Statement, is_configuration, statements};
use crate::survey::terraform::machines::started;
use crate::tree::paths::{file_name, folder, is_test, join, within};

/// Where TLS ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// At something that no machine of the repository runs.
    Elsewhere,
    /// At a proxy of the tree's own; the place.
    Here(String, usize),
    /// It cannot be told; why.
    Unknown(String),
    Nowhere,
}

/// Beginnings of resources, and parts of sources of modules, that end TLS or stand before the machines.
const KINDS: &[&str] = &[
    "aws_acm_certificate",
    "aws_alb",
    "aws_apigatewayv2_api",
    "aws_api_gateway_rest_api",
    "aws_cloudfront_distribution",
    "aws_elb",
    "aws_lb",
    "azurerm_application_gateway",
    "azurerm_cdn",
    "azurerm_frontdoor",
    "azurerm_lb",
    "cloudflare_",
    "digitalocean_certificate",
    "digitalocean_loadbalancer",
    "google_compute_global_forwarding_rule",
    "google_compute_managed_ssl_certificate",
    "google_compute_target_https_proxy",
    "hcloud_load_balancer",
    "terraform-aws-modules/alb",
    "terraform-aws-modules/cloudfront",
    "terraform-aws-modules/elb",
];

/// Images that end TLS by themselves, by the last part of their names.
const IMAGES: &[&str] = &[
    "acme-companion",
    "caddy",
    "caddy-docker-proxy",
    "certbot",
    "cloudflared",
    "docker-letsencrypt-nginx-proxy-companion",
    "nginx-proxy",
    "nginx-proxy-manager",
    "swag",
    "traefik",
];

/// Words of scripts and workflows that prepare such a proxy.
const WORDS: &[&str] = &[
    "acme.sh",
    "caddy",
    "certbot",
    "cloudflared",
    "letsencrypt",
    "ssl_certificate",
    "tailscale",
    "traefik",
];

/// Where TLS ends.
pub(super) fn end(survey: &Survey<'_>) -> End {
    let kinds = &started(survey).kinds;
    let stands = |kind: &String| KINDS.iter().any(|known| kind.starts_with(known));
    if kinds.iter().any(stands) || has_ingress(survey) || elsewhere(survey).is_some() {
        return End::Elsewhere;
    }
    let ends = proxy(survey)
        .or_else(|| in_compose(survey))
        .or_else(|| in_script(survey));
    if let Some((path, line)) = ends {
        return End::Here(path, line);
    }
    if in_part(survey).is_some() {
        return End::Elsewhere;
    }
    let reason = lost_include(survey).or_else(|| without_tls(survey));
    reason.map_or(End::Nowhere, End::Unknown)
}

fn paths<'s>(survey: &'s Survey<'_>) -> impl Iterator<Item = &'s str> {
    let is_aside = |path: &str| {
        let mut parts = folder(path).split('/');
        parts.any(|it| {
            matches!(
                it,
                "node_modules" | "docs" | "examples" | "example" | "vendor" | ".devcontainer"
            )
        })
    };
    survey
        .overlay
        .paths()
        .filter(move |path| !is_test(path) && !is_aside(path))
}

fn has_ingress(survey: &Survey<'_>) -> bool {
    let is_yaml = |path: &&str| path.ends_with(".yml") || path.ends_with(".yaml");
    paths(survey).filter(is_yaml).any(|path| {
        let text = survey.text(path).unwrap_or_default();
        text.contains("kind: Ingress") || text.contains("kind: Gateway")
    })
}

/// A configuration of Caddy or traefik, or one of nginx that has certificates.
fn proxy(survey: &Survey<'_>) -> Option<(String, usize)> {
    let other = |path: &&str| {
        let name = file_name(path).to_lowercase();
        name.starts_with("caddyfile") || name.starts_with("traefik.") || name == "haproxy.cfg"
    };
    let other = paths(survey).find(other).map(|path| (path.to_owned(), 1));
    other.or_else(|| {
        configurations(survey).find_map(|(path, all)| {
            let line = all.iter().find(|it| it.ends_tls())?.line;
            Some((path.to_owned(), line))
        })
    })
}

/// The configurations of nginx, with what they say.
fn configurations<'s>(survey: &'s Survey<'_>) -> impl Iterator<Item = (&'s str, Vec<Statement>)> {
    let mut all: Vec<&str> = paths(survey)
        .filter(|path| is_configuration(path))
        .collect();
    let mut found: Vec<(&str, Vec<Statement>)> = Vec::new();
    while let Some(path) = all.pop() {
        let said = statements(&survey.text(path).unwrap_or_default());
        // what is included by name may be called anything
        let included = said.iter().filter_map(Statement::included);
        let files = included.flat_map(|name| named(survey, name));
        let new: Vec<&str> = files
            .filter(|file| !all.contains(file) && found.iter().all(|(known, _)| known != file))
            .filter(|file| *file != path)
            .collect();
        all.extend(new);
        found.push((path, said));
    }
    found.sort_by_key(|(path, _)| *path);
    found.into_iter()
}

/// The files of the tree that an include may mean.
fn named<'s>(survey: &'s Survey<'_>, name: &str) -> Vec<&'s str> {
    let wanted = file_name(name).to_owned();
    let is_it = |path: &&str| !wanted.contains('*') && file_name(path) == wanted;
    paths(survey).filter(is_it).collect()
}

/// Files that come with nginx, and folders that hold the configuration itself.
const KNOWN: &[&str] = &[
    "mime.types",
    "fastcgi_params",
    "proxy_params",
    "conf.d",
    "sites-enabled",
    "modules-enabled",
];

/// Why it cannot be told, where a server includes something that is not in the repository.
fn lost_include(survey: &Survey<'_>) -> Option<String> {
    configurations(survey).find_map(|(path, all)| {
        let lost = |it: &&Statement| {
            it.included().is_some_and(|name| {
                !KNOWN.iter().any(|known| name.contains(known)) && named(survey, name).is_empty()
            })
        };
        let include = all.iter().find(lost)?;
        let name = include.included()?;
        Some(format!(
            "`{path}`:{} includes `{name}`, which is not in the repository and may hold the certificates; put it there",
            include.line
        ))
    })
}

/// Why there is no room for an edge, where an nginx of the machine itself has port 80 for a domain, and no certificate.
fn without_tls(survey: &Survey<'_>) -> Option<String> {
    let is_of_machine =
        |path: &str| !is_of_another_environment(path) && !is_in_container(survey, path);
    let mut all = configurations(survey).filter(|(path, _)| is_of_machine(path));
    all.find_map(|(path, said)| {
        let passes = said.iter().any(|it| it.words[0] == "proxy_pass");
        let named = said.iter().filter(|it| passes && it.words[0] == "server_name");
        let mut hosts = named.flat_map(|it| it.words[1..].iter().map(|host| (it.line, host)));
        let (line, host) = hosts.find(|(_, host)| is_served(host))?;
        Some(format!(
            "an nginx of the machine serves `{host}` already, without TLS (`{path}`:{line}); give it certificates \
             (`certbot --nginx`), or take it away and let the edge have ports 80 and 443"
        ))
    })
}

/// Whether a container is given a file: by a mount, or in its image.
fn is_in_container(survey: &Survey<'_>, path: &str) -> bool {
    let readable = files(survey).iter().flatten();
    let is_mounted = |file: &ComposeFile| {
        let mounts = file.services.iter().flat_map(|it| &it.mounts);
        let mut sources = mounts.filter_map(|it| join(folder(&file.path), it.source.as_deref()?));
        sources.any(|source| within(path, &source))
    };
    let is_built_in = |file: &str| {
        let name = file_name(path);
        file_name(file).to_lowercase().contains("dockerfile")
            && survey.text(file).is_some_and(|text| text.contains(name))
    };
    readable.into_iter().any(is_mounted) || survey.overlay.paths().any(is_built_in)
}

/// A service of a compose file that ends TLS by itself.
fn in_compose(survey: &Survey<'_>) -> Option<(String, usize)> {
    let readable = files(survey).iter().filter_map(|file| file.as_ref().ok());
    let ends = |file: &ComposeFile| {
        let mut services = file.services.iter();
        let service = services.find(|service| {
            let image = service.image.as_deref().unwrap_or_default();
            let name = image.rsplit('/').next().unwrap_or_default();
            let name = name.split([':', '@']).next().unwrap_or_default();
            IMAGES.contains(&name)
        })?;
        Some((file.path.clone(), service.line))
    };
    readable.into_iter().find_map(ends)
}

/// A script, unit or workflow that prepares one.
fn in_script(survey: &Survey<'_>) -> Option<(String, usize)> {
    let endings = [
        ".sh", ".bash", ".service", ".tf", ".tftpl", ".tpl", ".tmpl", ".yml", ".yaml", ".cfg",
    ];
    let is_script = |path: &&str| {
        let name = file_name(path);
        endings.iter().any(|ending| name.ends_with(ending))
            || name.contains("Dockerfile")
            || name == "Makefile"
    };
    paths(survey).filter(is_script).find_map(|path| {
        let text = survey.text(path)?;
        let says = |(_, line): &(usize, &str)| {
            let line = line.trim_start();
            !line.starts_with(['#', '/']) && WORDS.iter().any(|word| line.contains(word))
        };
        let (at, _) = text.lines().enumerate().find(says)?;
        Some((path.to_owned(), at + 1))
    })
}
