//! The domains that stand in front of services: in configurations of proxies, in labels of containers, in rules of an ingress.

use std::collections::BTreeMap;

use crate::code::Survey;
use crate::edit::yaml::{Node, parse};
use crate::survey::compose::fields::texts;
use crate::survey::compose_names::is_compose;
use crate::survey::environments::is_of_another_environment;
use crate::survey::public::hosts::is_served;
use crate::survey::public::nginx::{Statement, is_configuration, statements};
use crate::survey::public::said::{Said, said};
use crate::survey::terraform::surveyed::below;
use crate::survey::terraform::tree::{Folder, Role};
use crate::tree::paths::{file_name, is_test};

/// A domain of production, and where requests for it go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Front {
    pub(crate) host: String,
    pub(crate) target: Option<Target>,
}

/// Whom a proxy hands requests to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
}

impl Target {
    /// `http://api:8000/v1`, `api:8000`
    fn of(address: &str) -> Self {
        let address = address.split_once("://").map_or(address, |(_, rest)| rest);
        let address = address.split('/').next().unwrap_or_default();
        let (host, port) = address.rsplit_once(':').unwrap_or((address, ""));
        Self {
            host: host.to_owned(),
            port: port.parse().ok(),
        }
    }

    fn named(host: &str) -> Self {
        Self {
            host: host.to_owned(),
            port: None,
        }
    }
}

/// Every domain that the repository puts in front of something, once; none of another environment than production.
pub(crate) fn fronts<'s>(survey: &'s Survey<'_>) -> &'s [Front] {
    struct Fronts(Vec<Front>);
    &survey.answers.or_find(|| Fronts(find_fronts(survey))).0
}

fn find_fronts(survey: &Survey<'_>) -> Vec<Front> {
    let mut found: Vec<Front> = Vec::new();
    for path in survey.overlay.paths().filter(|path| !is_test(path)) {
        if is_of_another_environment(path) {
            continue;
        }
        let read: fn(&str) -> Vec<Front> = if is_caddyfile(path) {
            of_caddy
        } else if is_configuration(path) {
            of_nginx
        } else if is_compose(path) {
            of_labels
        } else if path.ends_with(".yml") || path.ends_with(".yaml") {
            of_ingress
        } else {
            continue;
        };
        let text = survey.text(path).unwrap_or_default();
        for front in read(&text).into_iter().filter(|it| is_served(&it.host)) {
            match found.iter_mut().find(|it| it.host == front.host) {
                Some(same) => same.target = same.target.take().or(front.target),
                None => found.push(front),
            }
        }
    }
    for front in said_by_roots(survey) {
        if found.iter().all(|it| it.host != front.host) {
            found.push(front);
        }
    }
    found
}

/// The domains that variables of Terraform hold.
fn said_by_roots(survey: &Survey<'_>) -> Vec<Front> {
    let mut found = Vec::new();
    for tree in below(survey, "").iter() {
        let is_it = |it: &&Folder| it.role == Role::Root && !is_of_another_environment(&it.path);
        for root in tree.folders.iter().filter(is_it) {
            found.extend(said(survey, tree, root).iter().filter_map(Said::front));
        }
    }
    found
}

/// Whether the tree has a proxy whose domains are named from outside of it, or in it.
pub(crate) fn proxy<'s>(survey: &'s Survey<'_>) -> Option<&'s str> {
    let ends_tls = |path: &str| {
        let text = || survey.text(path).unwrap_or_default();
        is_configuration(path) && statements(&text()).iter().any(Statement::ends_tls)
    };
    let mut paths = survey.overlay.paths().filter(|path| !is_test(path));
    paths.find(|path| is_caddyfile(path) || ends_tls(path))
}

fn is_caddyfile(path: &str) -> bool {
    file_name(path).to_lowercase().starts_with("caddyfile")
}

/// The servers of a configuration of nginx; one that only redirects stands in front of nothing.
fn of_nginx(text: &str) -> Vec<Front> {
    let said = statements(text);
    let words = |it: &Statement| it.words.clone();
    let all: Vec<Vec<String>> = said.iter().map(words).collect();
    let mut aliases: BTreeMap<String, String> = BTreeMap::new();
    for pair in all.windows(2) {
        match (&pair[0][..], &pair[1][..]) {
            ([upstream, name], [server, address, ..])
                if upstream == "upstream" && server == "server" =>
            {
                aliases.insert(name.clone(), address.clone());
            }
            ([set, name, address], _) if set == "set" => {
                aliases.insert(name.clone(), address.clone());
            }
            _ => {}
        }
    }
    let starts = (0..all.len()).filter(|at| all[*at] == ["server"]);
    let starts: Vec<usize> = starts.collect();
    let mut found = Vec::new();
    for (nth, start) in starts.iter().enumerate() {
        let end = starts.get(nth + 1).copied().unwrap_or(all.len());
        let server = &all[*start..end];
        let has = |name: &str, value: &str| {
            let mut own = server.iter().filter(|it| it[0] == name);
            own.any(|it| it.get(1).is_some_and(|it| it.starts_with(value)))
        };
        if has("return", "30") && !has("proxy_pass", "") {
            continue;
        }
        let target = passed(server).map(|address| {
            let target = Target::of(address);
            aliases
                .get(&target.host)
                .map_or(target, |address| Target::of(address))
        });
        let names = server.iter().filter(|it| it[0] == "server_name");
        found.extend(names.flat_map(|it| &it[1..]).map(|host| Front {
            host: host.clone(),
            target: target.clone(),
        }));
    }
    found
}

/// Where a server hands all requests that no other location takes.
fn passed(server: &[Vec<String>]) -> Option<&str> {
    let is_whole = |it: &Vec<String>| it[0] == "location" && it.last().is_some_and(|it| it == "/");
    let at = server.iter().position(is_whole)?;
    let mut inside = server[at + 1..].iter().take_while(|it| it[0] != "location");
    let pass = inside.find(|it| it[0] == "proxy_pass")?;
    pass.get(1).map(String::as_str)
}

/// The sites of a Caddyfile.
fn of_caddy(text: &str) -> Vec<Front> {
    let mut found: Vec<Front> = Vec::new();
    let mut depth = 0_usize;
    let mut current: Vec<usize> = Vec::new();
    let lines = text
        .lines()
        .map(|line| line.split(" #").next().unwrap_or(line).trim());
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let opens = line.ends_with('{');
        let is_site =
            depth == 0 && (opens || found.is_empty()) && !line.starts_with(['(', '{', '}']);
        if is_site {
            let addresses = line.trim_end_matches('{').split([',', ' ']);
            let hosts = addresses.map(|it| Target::of(it.trim()).host);
            let first = found.len();
            found.extend(
                hosts
                    .filter(|it| !it.is_empty())
                    .map(|host| Front { host, target: None }),
            );
            current = (first..found.len()).collect();
        } else if depth <= 1
            && let ["reverse_proxy", address, ..] = line.split_whitespace().collect::<Vec<_>>()[..]
            && !address.starts_with(['/', '@', '*'])
        {
            for at in &current {
                found[*at].target.get_or_insert_with(|| Target::of(address));
            }
        }
        depth += usize::from(opens);
        depth = depth.saturating_sub(usize::from(line == "}"));
    }
    found
}

/// What containers of a compose file tell traefik: "Host(`api.acme.io`)"
fn of_labels(text: &str) -> Vec<Front> {
    let root = parse(text).ok();
    let services = root.as_ref().and_then(|root| root.get("services"));
    let services = services.map(|it| it.entries()).unwrap_or_default();
    let mut found = Vec::new();
    for (name, service) in services {
        let labels = service.get("labels");
        let values = labels.map(|it| labels_of(it)).unwrap_or_default();
        for rule in values.iter().filter(|it| it.contains("Host(")) {
            let hosts = rule.split('`').skip(1).step_by(2);
            found.extend(hosts.map(|host| Front {
                host: host.to_owned(),
                target: name.text().map(Target::named),
            }));
        }
    }
    found
}

fn labels_of(node: &Node) -> Vec<String> {
    let values = node.entries().into_iter();
    let values = values.filter_map(|(_, value)| Some(value.text()?.to_owned()));
    values.chain(texts(node)).collect()
}

/// The rules of an ingress of Kubernetes.
fn of_ingress(text: &str) -> Vec<Front> {
    if !text.contains("kind: Ingress") {
        return Vec::new();
    }
    let documents = text.split("\n---").filter_map(|it| parse(it).ok());
    let ingresses =
        documents.filter(|it| it.get("kind").and_then(|it| it.text()) == Some("Ingress"));
    ingresses.flat_map(|it| rules(&it)).collect()
}

fn rules(ingress: &Node) -> Vec<Front> {
    let rules = ingress.get("spec").and_then(|it| it.get("rules"));
    let rules = rules.map(|it| it.items()).unwrap_or_default();
    let front = |rule: &std::sync::Arc<Node>| {
        let paths = rule.get("http").and_then(|it| it.get("paths"));
        let mut paths = paths.map(|it| it.items()).unwrap_or_default().iter();
        let whole = paths.find(|it| it.get("path").is_none_or(|it| it.text() == Some("/")));
        let service = whole.and_then(|it| {
            it.get("backend")?
                .get("service")?
                .get("name")?
                .text()
                .map(Target::named)
        });
        Some(Front {
            host: rule.get("host")?.text()?.to_owned(),
            target: service,
        })
    };
    rules.iter().filter_map(front).collect()
}

#[cfg(test)]
mod tests {
    use super::{Front, of_caddy, of_ingress, of_labels, of_nginx};

    fn shown(fronts: &[Front]) -> Vec<String> {
        let show = |it: &Front| {
            let target = it.target.as_ref();
            let target = target.map(|it| format!(" {}:{}", it.host, it.port.unwrap_or_default()));
            format!("{}{}", it.host, target.unwrap_or_default())
        };
        fronts.iter().map(show).collect()
    }

    #[test]
    fn servers_of_nginx_stand_in_front_of_what_they_pass_on() {
        let text = "upstream api { server app:8000; }\n\
            server { listen 80; server_name a.acme.io; return 301 https://$host$request_uri; }\n\
            server { server_name a.acme.io b.acme.io; location /ws { proxy_pass http://other; } location / { proxy_pass http://api; } }\n\
            server { server_name c.acme.io; root /srv; }\n\
            server { server_name d.acme.io; set $up web:4000; location / { proxy_pass http://$up; } }\n";
        let wanted = [
            "a.acme.io app:8000",
            "b.acme.io app:8000",
            "c.acme.io",
            "d.acme.io web:4000",
        ];
        assert_eq!(shown(&of_nginx(text)), wanted);
    }

    #[test]
    fn sites_of_caddy_are_told_from_what_stands_in_them() {
        let text = "{\n  email a@b.c\n}\n(common) {\n  encode gzip\n}\n\
            https://a.acme.io, b.acme.io {\n  reverse_proxy /ws other:1\n  reverse_proxy app:3000\n  header {\n    X y\n  }\n}\n";
        assert_eq!(
            shown(&of_caddy(text)),
            ["a.acme.io app:3000", "b.acme.io app:3000"]
        );
        let text = "a.acme.io\n\nreverse_proxy localhost:3000\n";
        assert_eq!(shown(&of_caddy(text)), ["a.acme.io localhost:3000"]);
    }

    #[test]
    fn labels_and_rules_name_hosts() {
        let text = "services:\n  api:\n    labels:\n      - traefik.http.routers.a.rule=Host(`a.acme.io`) || Host(`b.acme.io`)\n  \
            web:\n    labels:\n      traefik.http.routers.w.rule: Host(`acme.io`)\n";
        assert_eq!(
            shown(&of_labels(text)),
            ["a.acme.io api:0", "b.acme.io api:0", "acme.io web:0"]
        );
        let text = "kind: Service\n---\nkind: Ingress\nspec:\n  rules:\n    - host: a.acme.io\n      http:\n        paths:\n          \
            - path: /\n            backend: { service: { name: api } }\n";
        assert_eq!(shown(&of_ingress(text)), ["a.acme.io api:0"]);
    }
}
