//! Which public domain each service has: what the user says, else what plain settings of the tree tell.

use crate::code::Survey;
use crate::survey::service::{NamedDomains, Service};
use crate::survey::terraform::environments::words::{Told, told};
use crate::tree::paths::{file_name, folder, is_test};

/// A service that may have a domain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named<'n> {
    pub(crate) service: &'n Service,
    /// What compose calls it.
    pub(crate) name: &'n str,
    pub(crate) serves_pages: bool,
}

impl Named<'_> {
    fn is_called(&self, name: &str) -> bool {
        let name = name.trim_start_matches("./").trim_end_matches('/');
        name == self.service.path || name == file_name(self.service.folder()) || name == self.name
    }
}

/// The domain of each of these services that has one, in their order.
///
/// # Errors
/// A domain that is given to nobody.
pub(crate) fn domains(
    survey: &Survey<'_>,
    all: &[Named<'_>],
) -> Result<Vec<Option<String>>, String> {
    let given = &survey.parsed.answers.or_find(NamedDomains::default).0;
    let is_known = |name: &&String| all.iter().any(|it| it.is_called(name));
    if let Some(name) = given.keys().find(|name| !is_known(name)) {
        let names: Vec<String> = all
            .iter()
            .map(|it| format!("`{}`", it.service.path))
            .collect();
        return Err(format!(
            "`services.{name}` is given a domain, and there is no such service; here are {}",
            names.join(", ")
        ));
    }
    if !given.is_empty() {
        let of = |it: &Named<'_>| {
            let mut named = given.iter().filter(|(name, _)| it.is_called(name));
            named.next().map(|(_, domain)| domain.clone())
        };
        return Ok(all.iter().map(of).collect());
    }
    let told = settings(survey);
    let mut found: Vec<Option<String>> = all.iter().map(|it| told_of(it, all, &told)).collect();
    for at in 0..found.len() {
        let is_twice =
            found[at].is_some() && found.iter().filter(|it| **it == found[at]).count() > 1;
        if is_twice {
            let shared = found[at].clone();
            found
                .iter_mut()
                .filter(|it| **it == shared)
                .for_each(|it| *it = None);
        }
    }
    Ok(found)
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

/// The one host that settings tell of a service: by its own name in theirs, else by what it serves where no other serves that.
fn told_of(it: &Named<'_>, all: &[Named<'_>], told: &[Setting]) -> Option<String> {
    let words = |setting: &Setting| -> Vec<String> {
        let words = setting
            .name
            .split(['_', '-'])
            .filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let only = |wanted: &dyn Fn(&Setting) -> bool| {
        let mut hosts: Vec<&String> = told
            .iter()
            .filter(|it| wanted(it))
            .map(|it| &it.host)
            .collect();
        hosts.sort();
        hosts.dedup();
        match hosts[..] {
            [host] => Some(host.clone()),
            _ => None,
        }
    };
    let own = [file_name(it.service.folder()), it.name].map(str::to_lowercase);
    let is_name =
        |word: &String| own.contains(word) && !PAGES.contains(&&**word) && !API.contains(&&**word);
    let is_own = |setting: &Setting| words(setting).iter().any(is_name);
    let is_alone = all
        .iter()
        .filter(|other| other.serves_pages == it.serves_pages)
        .count()
        == 1;
    let kinds = if it.serves_pages { PAGES } else { API };
    let others = if it.serves_pages { API } else { PAGES };
    let is_kind = |setting: &Setting| {
        let words = words(setting);
        let mut words = words
            .iter()
            .filter(|word| !matches!(&***word, "next" | "public" | "vite"));
        let is_one = |all: &[&str], word: &String| all.contains(&&**word);
        let found: Vec<&String> = words.by_ref().collect();
        found.iter().any(|word| is_one(kinds, word))
            && !found.iter().any(|word| is_one(others, word))
    };
    only(&is_own).or_else(|| is_alone.then(|| only(&is_kind))?)
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

/// Whether a variable of Terraform is called after a domain.
pub(crate) fn is_domain(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with("domain") || name.ends_with("domain_name")
}

/// Domains below which platforms give names to whom they serve.
const PLATFORMS: &[&str] = &[
    "amazonaws.com",
    "azurewebsites.net",
    "cloudfront.net",
    "firebaseapp.com",
    "fly.dev",
    "github.io",
    "herokuapp.com",
    "netlify.app",
    "ngrok.io",
    "onrender.com",
    "pages.dev",
    "railway.app",
    "run.app",
    "supabase.co",
    "vercel.app",
    "web.app",
    "workers.dev",
];

/// Whether a host is a name of somebody's own, and no example.
pub(crate) fn is_public(host: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b);
    let is_example = |label: &str| {
        let label = label.replace('-', "");
        matches!(
            &*label,
            "example"
                | "local"
                | "localhost"
                | "test"
                | "invalid"
                | "internal"
                | "domain"
                | "mydomain"
                | "acme"
                | "placeholder"
        ) || label.starts_with("your")
            || label.starts_with("my")
    };
    let is_lent = PLATFORMS.iter().any(|it| {
        host.strip_suffix(it)
            .is_some_and(|rest| rest.ends_with('.'))
    });
    host.contains('.')
        && !is_lent
        && host.bytes().all(is_plain)
        && !host.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && !host.split('.').any(is_example)
}

/// Whether a path names an environment that is not production.
pub(crate) fn is_of_another_environment(path: &str) -> bool {
    let said = path.split('/').rev().find_map(told);
    matches!(said, Some(Told::Other(_)))
}

/// Whether a host is a domain that users of production know.
pub(crate) fn is_served(host: &str) -> bool {
    is_public(host)
        && !host
            .split('.')
            .any(|label| matches!(told(label), Some(Told::Other(_))))
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
