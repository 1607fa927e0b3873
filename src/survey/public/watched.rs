//! Whether something asks the services of a repository from outside: a check that a cloud or a vendor makes, or a schedule of
//! workflows. What runs on the machine itself goes down with it, and what somebody starts by hand asks nothing.

use crate::code::Survey;
use crate::edit::yaml::{Node, Value, parse};
use crate::survey::environments::is_of_another_environment;
use crate::survey::public::hosts::is_public;
use crate::survey::terraform::paths::resolve;
use crate::survey::terraform::surveyed::below;
use crate::survey::terraform::tree::{Role, Tree};
use crate::tree::paths::{file_name, folder, is_test};

/// Beginnings of resources that ask from outside.
const KINDS: &[&str] = &[
    "aws_route53_health_check",
    "aws_synthetics_canary",
    "azurerm_application_insights_standard_web_test",
    "azurerm_application_insights_web_test",
    "betteruptime_",
    "checkly_",
    "datadog_synthetics_test",
    "digitalocean_uptime_check",
    "google_monitoring_uptime_check_config",
    "grafana_synthetic_monitoring_check",
    "newrelic_synthetics_",
    "pingdom_",
    "site24x7_",
    "statuscake_",
    "uptimerobot_",
];

/// Files of services that ask from outside.
const FILES: &[&str] = &[
    ".upptimerc.yml",
    "checkly.config.js",
    "checkly.config.mjs",
    "checkly.config.ts",
];

/// Programs and actions that ask over HTTP.
const ASKING: &[&str] = &[
    "curl ",
    "wget ",
    "http ",
    "Invoke-WebRequest",
    "health-check",
    "healthcheck",
    "uptime",
];

/// Parts of paths that tell whether something is well.
const HEALTH: &[&str] = &[
    "health", "healthz", "livez", "ping", "readyz", "status", "up",
];

/// Whether something asks from outside; `hosts` are the domains that are known.
pub(crate) fn is_watched(survey: &Survey<'_>, hosts: &[&str]) -> bool {
    below(survey, "").iter().any(makes_check)
        || survey
            .overlay
            .paths()
            .filter(|path| !is_test(path))
            .any(|path| FILES.contains(&file_name(path)) || asks_on_schedule(survey, path, hosts))
        || probes_from_elsewhere(survey)
}

/// Whether Terraform that is applied makes a check.
fn makes_check(tree: &Tree) -> bool {
    let folders = || {
        tree.folders
            .iter()
            .filter(|it| !is_of_another_environment(&it.path))
    };
    let is_called = |path: &str| {
        folders().any(|caller| {
            let mut sources = caller.declared().map(|it| &it.kind);
            sources.any(|it| resolve(&caller.path, it).as_deref() == Some(path))
        })
    };
    folders().any(|folder| {
        let checks = |kind: &str| KINDS.iter().any(|it| kind.starts_with(it));
        let checks = folder.declared().any(|it| checks(&it.kind));
        checks && (folder.role == Role::Root || is_called(&folder.path))
    })
}

/// Whether a workflow with a schedule asks one of the hosts, or the health route of a host that is not this machine.
fn asks_on_schedule(survey: &Survey<'_>, path: &str, hosts: &[&str]) -> bool {
    if folder(path) != ".github/workflows" {
        return false;
    }
    let text = survey.text(path).unwrap_or_default();
    let Ok(workflow) = parse(&text) else {
        return false;
    };
    let has_schedule = workflow
        .get("on")
        .is_some_and(|it| it.get("schedule").is_some());
    let said = scalars(&workflow);
    let is_local = |text: &str| text.contains("localhost") || text.contains("127.0.0.1");
    if !has_schedule || said.iter().any(|it| is_local(it)) {
        return false;
    }
    let asks = said
        .iter()
        .any(|it| ASKING.iter().any(|word| it.contains(word)));
    asks && said.iter().any(|it| {
        let mut words = it.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ','));
        words.any(|word| hosts.iter().any(|host| names(word, host)) || is_health_route(word))
    })
}

/// Whether a word is an address on a host.
fn names(word: &str, host: &str) -> bool {
    let rest = word.strip_prefix("https://").unwrap_or(word);
    rest.strip_prefix(host)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':']))
}

/// `https://api.acme.io/health`, `${{ vars.URL }}/healthz`, `$BASE_URL/status`
fn is_health_route(word: &str) -> bool {
    let (address, is_plain) = match word.strip_prefix("https://") {
        Some(rest) => (rest, true),
        None => (word, false),
    };
    let mut parts = address.split('/');
    let host = parts.next().unwrap_or_default();
    let is_host = if is_plain {
        is_public(host) || host.starts_with('$')
    } else {
        host.starts_with('$') || host.ends_with("}}")
    };
    is_host && parts.any(|part| HEALTH.contains(&part))
}

/// The texts of a document.
fn scalars(node: &Node) -> Vec<&str> {
    match &node.value {
        Value::Null => Vec::new(),
        Value::Text(text) => vec![text],
        Value::List(items) => items.iter().flat_map(|it| scalars(it)).collect(),
        Value::Map(entries) => entries.iter().flat_map(|(_, it)| scalars(it)).collect(),
    }
}

/// Whether Prometheus probes public addresses by a blackbox exporter that no machine of this repository runs.
fn probes_from_elsewhere(survey: &Survey<'_>) -> bool {
    let paths = survey.overlay.paths();
    let yaml =
        paths.filter(|path| !is_test(path) && (path.ends_with(".yml") || path.ends_with(".yaml")));
    let mut probes = false;
    for path in yaml {
        let text = survey.text(path).unwrap_or_default();
        if text.contains("image:")
            && (text.contains("blackbox-exporter") || text.contains("blackbox_exporter"))
        {
            return false;
        }
        probes |= text.contains("http_2xx") && text.contains("https://");
    }
    probes
}

#[cfg(test)]
mod tests {
    use super::{is_health_route, names};

    #[test]
    fn addresses_are_told_from_other_words() {
        for word in [
            "https://api.clinic.health/health",
            "https://$HOST/healthz",
            "${{ vars.URL }}/status",
            "$URL/up",
        ] {
            assert!(is_health_route(word), "{word}");
        }
        for word in [
            "https://registry.npmjs.org/react",
            "http://app:3000/health",
            "docs/health",
            "https://api.clinic.health/",
        ] {
            assert!(!is_health_route(word), "{word}");
        }
        assert!(
            names("https://clinic.health", "clinic.health")
                && names("clinic.health/", "clinic.health")
        );
        assert!(!names("https://clinic.healthy", "clinic.health"));
    }
}
