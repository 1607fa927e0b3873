//! The public domains that users give to their services: what a domain may be, and that no two services have one.

use std::collections::BTreeMap;

use crate::error::{Error, Result};

/// Fails on what is no domain, and on one that two services have.
///
/// # Errors
/// The first such domain, with the key that holds it as the note's beginning.
pub(super) fn check(domains: &BTreeMap<String, String>) -> std::result::Result<(), Wrong> {
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    for (service, domain) in domains {
        if let Some(help) = fault(domain) {
            let fact = format!("`services.{service}.domain` holds `{domain}`, which is no domain");
            return Err(Wrong::new(service, Error::new(fact).help(help)));
        }
        if let Some(other) = known.insert(domain, service) {
            let fact =
                format!("`services.{other}` and `services.{service}` have one domain, `{domain}`");
            let help = "give each service a domain of its own, such as `api.example.com` and `app.example.com`";
            return Err(Wrong::new(service, Error::new(fact).help(help)));
        }
    }
    Ok(())
}

/// A domain that cannot be right, and the service that has it.
pub(super) struct Wrong {
    pub(super) service: String,
    pub(super) error: Error,
}

impl Wrong {
    fn new(service: &str, error: Error) -> Self {
        Self {
            service: service.to_owned(),
            error,
        }
    }
}

/// What is wrong with a domain, as what to do about it.
fn fault(domain: &str) -> Option<String> {
    let is_label = |label: &str| {
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(is_plain)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if domain.is_empty() {
        return Some("leave the key out where the service has no domain".to_owned());
    }
    if let Some((scheme, rest)) = domain.split_once("://") {
        let host = rest.split(['/', ':']).next().unwrap_or(rest);
        return Some(format!("leave `{scheme}://` out: `{host}`"));
    }
    if domain.contains('*') {
        return Some(
            "name each domain; a certificate for a wildcard needs access to the DNS".to_owned(),
        );
    }
    if domain.contains('/') {
        return Some("a domain has no path".to_owned());
    }
    if domain.contains(':') {
        return Some("a domain has no port; the edge is on 443".to_owned());
    }
    if domain.bytes().any(|b| b.is_ascii_uppercase()) {
        return Some(format!(
            "write it in lower case: `{}`",
            domain.to_lowercase()
        ));
    }
    let is_name = domain.contains('.') && domain.len() <= 253 && domain.split('.').all(is_label);
    let is_address = || domain.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (!is_name || is_address())
        .then(|| "a domain is a host name, such as `api.example.com`".to_owned())
}

/// `api=api.example.com, web=app.example.com` as pairs.
///
/// # Errors
/// A part without `=`.
pub(super) fn pairs(answer: &str) -> Result<Vec<(String, String)>> {
    let parts = answer.split(',').map(str::trim).filter(|it| !it.is_empty());
    let pair = |part: &str| {
        let (service, domain) = part.split_once('=').ok_or_else(|| {
            Error::new(format!("`{part}` is not SERVICE=DOMAIN"))
                .help("for example `api=api.example.com, web=app.example.com`")
        })?;
        Ok((service.trim().to_owned(), domain.trim().to_owned()))
    };
    parts.map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn a_domain_is_a_host_name() {
        for domain in [
            "api.example.com",
            "a-1.example.co.uk",
            "xn--bcher-kva.example",
        ] {
            assert_eq!(fault(domain), None, "{domain}");
        }
        for domain in [
            "https://api.example.com/",
            "*.example.com",
            "example.com/api",
            "API.example.com",
            "api.example.com:8443",
            "localhost",
            "10.0.0.1",
            "api..example.com",
            "-a.example.com",
            "a_b.example.com",
            "example.com.",
            "",
        ] {
            assert!(fault(domain).is_some(), "{domain}");
        }
    }
}
