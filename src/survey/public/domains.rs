//! Which public domain each service has: what the user says, else what plain settings of the tree tell.

use crate::code::Survey;
use crate::survey::environments::is_of_another_environment;
use crate::survey::public::fronts::fronts;
use crate::survey::public::hosts::{is_domain, is_public};
use crate::survey::public::running::{Running, behind};
use crate::survey::service::{NamedDomains, Names};
use crate::tree::paths::{file_name, folder, is_test};

/// The domain of each of these services that has one, in their order: what the user gives, and nothing else once there is
/// some; else what the tree tells.
pub(crate) fn domains(survey: &Survey<'_>, running: &[Running<'_>]) -> Vec<Option<String>> {
    let given = &survey.parsed.answers.or_find(NamedDomains::default).0;
    let all: Vec<&Names> = running.iter().map(|it| &it.names).collect();
    // a name that means several is refused before anything is surveyed, and one that means none but for apps of pages
    let meant = given.iter().filter_map(|(name, domain)| {
        let [at] = Names::meant(name, &all)[..] else {
            return None;
        };
        Some((at, domain.clone()))
    });
    let meant: Vec<(usize, String)> = meant.collect();
    if meant.is_empty() {
        return told(survey, running);
    }
    let mut found = vec![None; running.len()];
    for (at, domain) in meant {
        found[at] = Some(domain);
    }
    found
}

/// The domain that the tree tells of each service: plain settings, else what stands in front of it.
pub(crate) fn told(survey: &Survey<'_>, running: &[Running<'_>]) -> Vec<Option<String>> {
    let settings = settings(survey);
    let of_settings = running.iter().map(|it| of_settings(it, running, &settings));
    let mut found = unshared(&of_settings.collect::<Vec<_>>());
    let fronts = fronts(survey);
    let behind: Vec<Option<usize>> = fronts.iter().map(|it| behind(it, running)).collect();
    for at in 0..found.len() {
        let mut own = fronts
            .iter()
            .zip(&behind)
            .filter(|(_, it)| **it == Some(at));
        if let (Some((front, _)), None) = (own.next(), own.next())
            && found[at].is_none()
            && !found.contains(&Some(front.host.clone()))
        {
            found[at] = Some(front.host.clone());
        }
    }
    found
}

/// A domain that several have tells nothing.
fn unshared(found: &[Option<String>]) -> Vec<Option<String>> {
    let is_shared = |it: &Option<String>| found.iter().filter(|other| *other == it).count() > 1;
    let keep = |it: &Option<String>| it.clone().filter(|_| !is_shared(it));
    found.iter().map(keep).collect()
}

/// A setting with the host that it names.
struct Setting {
    name: String,
    host: String,
}

/// Words of names for the address of pages, and for that of an API.
const PAGES: &[&str] = &[
    "app", "client", "front", "frontend", "nextauth", "site", "ui", "web",
];
const API: &[&str] = &["ai", "api", "backend", "server"];

/// Words of names that say no more than that this is an address.
const PLAIN: &[&str] = &[
    "address",
    "allowed",
    "base",
    "cors",
    "domain",
    "endpoint",
    "expo",
    "external",
    "gatsby",
    "host",
    "hostname",
    "http",
    "https",
    "live",
    "main",
    "name",
    "next",
    "nuxt",
    "origin",
    "origins",
    "prod",
    "production",
    "public",
    "react",
    "root",
    "uri",
    "url",
    "urls",
    "vite",
];

/// The one host that settings tell of a service: by its own name in theirs, else by what it serves where no other serves that.
/// A name with a word that nothing here is called by may be of another's address: `PLATFORM_OPENAI_API_BASE`.
fn of_settings(it: &Running<'_>, all: &[Running<'_>], told: &[Setting]) -> Option<String> {
    let words = |setting: &Setting| -> Vec<String> {
        let words = setting
            .name
            .split(['_', '-'])
            .filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let named: Vec<String> = all.iter().flat_map(names).collect();
    let is_named = |word: &String| {
        named
            .iter()
            .any(|it| it.split(['_', '-']).any(|it| it == word))
    };
    let is_known =
        |word: &String| is_kind_of_address(word) || PLAIN.contains(&&**word) || is_named(word);
    let only = |wanted: &dyn Fn(&Setting) -> bool| {
        let mut hosts: Vec<&String> = told
            .iter()
            .filter(|it| wanted(it) && words(it).iter().all(is_known))
            .map(|it| &it.host)
            .collect();
        hosts.sort();
        hosts.dedup();
        match hosts[..] {
            [host] => Some(host.clone()),
            _ => None,
        }
    };
    let own = names(it);
    let is_name = |word: &String| own.contains(word) && !is_kind_of_address(word);
    let is_own = |setting: &Setting| words(setting).iter().any(is_name);
    let is_alone = all
        .iter()
        .filter(|other| other.serves_pages() == it.serves_pages())
        .count()
        == 1;
    let kinds = if it.serves_pages() { PAGES } else { API };
    let others = if it.serves_pages() { API } else { PAGES };
    let is_kind = |setting: &Setting| {
        let words = words(setting);
        let is_one_of = |all: &[&str]| words.iter().any(|word| all.contains(&&**word));
        is_one_of(kinds) && !is_one_of(others)
    };
    only(&is_own).or_else(|| is_alone.then(|| only(&is_kind))?)
}

/// What a service is called: its folder, and its name in compose files.
fn names(it: &Running<'_>) -> [String; 2] {
    [file_name(it.service.folder()), &it.name].map(str::to_lowercase)
}

/// Whether the name of a setting says no more than that this is the address of pages or of an API.
pub(crate) fn has_plain_name(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(['_', '-']).filter(|word| !word.is_empty());
    words.all(|word| is_kind_of_address(word) || PLAIN.contains(&word))
}

fn is_kind_of_address(word: &str) -> bool {
    PAGES.contains(&word) || API.contains(&word)
}

/// Settings whose value is the address of a host on the internet: in examples of environment files, workflows, compose
/// files and values of Terraform that are called after a domain.
fn settings(survey: &Survey<'_>) -> Vec<Setting> {
    let is_told = |path: &&str| {
        let name = file_name(path).to_lowercase();
        let is_example = name.contains(".env") && name.ends_with(".example");
        let is_workflow = folder(path) == ".github/workflows";
        let is_compose =
            name.contains("compose") && (name.ends_with(".yml") || name.ends_with(".yaml"));
        !is_test(path)
            && !is_of_another_environment(path)
            && (is_example || is_workflow || is_compose || name.ends_with(".tfvars"))
    };
    let mut found = Vec::new();
    for path in survey.overlay.paths().filter(is_told) {
        let text = survey.text(path).unwrap_or_default();
        let values_only = path.ends_with(".tfvars");
        let read = text.lines().filter_map(|line| setting(line, values_only));
        found.extend(read);
    }
    found
}

/// `NAME=https://api.acme.io`, `NAME: https://…`, `- NAME=https://…`; of Terraform `api_domain = "api.acme.io"` alone.
fn setting(line: &str, values_only: bool) -> Option<Setting> {
    let line = line.trim().trim_start_matches("- ");
    let (name, value) = line.split_once(['=', ':'])?;
    let name = name.trim().trim_matches('"');
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let value = value.split(" #").next()?.trim().trim_matches(['"', '\'']);
    let host = match value.strip_prefix("https://") {
        Some(rest) => rest.split(['/', ':', '?']).next()?,
        None if values_only && is_domain(name) => value,
        None => return None,
    };
    is_public(host).then(|| Setting {
        name: name.to_owned(),
        host: host.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::setting;

    #[test]
    fn settings_name_hosts_of_ones_own() {
        let host = |line: &str, values: bool| setting(line, values).map(|it| it.host);
        let api = Some("api.clinic.health".to_owned());
        assert_eq!(
            host("NEXT_PUBLIC_API_URL=https://api.clinic.health/v1", false),
            api
        );
        assert_eq!(
            host("      API_URL: \"https://api.clinic.health\"", false),
            api
        );
        assert_eq!(
            host("      - API_URL=https://api.clinic.health", false),
            api
        );
        assert_eq!(host("api_domain = \"api.clinic.health\"", true), api);
        for line in [
            "API_URL=http://localhost:3000",
            "API_URL=https://api.example.com",
            "API_URL=https://your-domain.com",
            "API_URL=https://10.0.0.1",
            "API_URL=${API_URL}",
            "uses: https",
        ] {
            assert_eq!(host(line, false), None, "{line}");
        }
    }
}
