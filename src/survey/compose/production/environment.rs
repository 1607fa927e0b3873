//! What a service is told in production, beside what the environment file of the host says.

use crate::survey::compose::entry::plain;
use crate::survey::compose::fields::{Command, insisting};
use crate::survey::compose::hosts::Hosts;
use crate::survey::compose::owner::Deployed;
use crate::survey::compose::production::Maker;
use crate::survey::compose::production::image::Image;
use crate::survey::compose::production::roles::{Host, Placed, Role};
use crate::survey::compose::settings::{Says, names_host, settings_say};
use crate::survey::container::Interpreter;

/// What Sentry calls the version that an error is of.
pub(super) const RELEASE: &str = "SENTRY_RELEASE";

/// The tag of an image, as `.env` says it.
const TAG: &str = "${TAG:?}";

impl Maker<'_> {
    /// Names with values of YAML.
    pub(super) fn environment(
        &self,
        it: &Placed<'_>,
        image: &Image,
        port: Option<u16>,
    ) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        let mut set = |name: &str, value: &str| {
            if !found.iter().any(|(known, _)| known == name) {
                found.push((name.to_owned(), value.to_owned()));
            }
        };
        let owner = it.owner();
        if let Some((name, value)) = owner.and_then(|it| it.container.production.split_once('=')) {
            set(name, value);
        }
        let on_node = owner.is_some_and(|it| it.container.interpreter == Interpreter::Node);
        let reads = |name: &str| owner.is_some_and(|it| it.container.reads.contains(name));
        if let Some(port) = port.filter(|_| on_node || image.reads_port || reads("PORT")) {
            set("PORT", &format!("\"{port}\""));
        }
        if owner.is_some_and(|it| it.container.serves_pages) {
            set("HOSTNAME", "0.0.0.0");
        }
        for (name, value) in &it.service.environment {
            let value = value.as_deref().unwrap_or_default();
            if let Some(value) = self.carried(it, name, value) {
                set(name, &plain(&value));
            }
        }
        for (name, address) in self.neighbours_of(it) {
            set(&name, &plain(&address));
        }
        for redis in self.redis_of(it) {
            if reads("REDIS_URL") {
                set("REDIS_URL", &format!("redis://{redis}:6379"));
            } else {
                set("REDIS_HOST", redis);
            }
        }
        // each version has an image of its own tag, so that tells which of them an error is of
        let has_tag = image.name.as_deref().is_some_and(|it| it.ends_with(TAG));
        let is_on_sentry = owner.is_some_and(|it| it.container.on_sentry);
        let mut told = it.service.environment.iter();
        let is_for_developers = |value: &Option<String>| {
            let words = ["dev", "development", "local", "latest"];
            value.as_deref().is_some_and(|it| words.contains(&it))
        };
        let own = told.find(|(name, value)| name == RELEASE && !is_for_developers(value));
        match own {
            // what the user calls a release stays what it is
            Some((_, value)) => {
                let taken = || format!("${{{RELEASE}:?}}");
                let value = value.as_ref().map_or_else(taken, |it| insisting(it));
                set(RELEASE, &plain(&value));
            }
            None if has_tag && is_on_sentry && !image.names_release => set(RELEASE, TAG),
            None => {}
        }
        let is_published = !it.service.ports.is_empty();
        let on_python = it
            .primary()
            .is_some_and(|it| it.container.interpreter == Interpreter::Python);
        if on_python && is_published {
            let edge = match self.basis.hosts {
                Hosts::AppAndWeb => "${EDGE_ADDR:?}",
                // the port is published for this host alone
                _ => "\"*\"",
            };
            set("FORWARDED_ALLOW_IPS", edge);
        }
        found
    }

    /// Addresses of other services that the code takes for its own machine's: there developers have them, and a container has not.
    fn neighbours_of(&self, it: &Placed<'_>) -> Vec<(String, String)> {
        let local = it.owner().into_iter().flat_map(|it| &it.container.local);
        let moved = |(name, address): (&String, &String)| {
            let (scheme, rest) = address.split_once("://")?;
            let (_, rest) = rest.split_once(':')?;
            let end = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            let (port, path) = (rest[..end].parse().ok()?, &rest[end..]);
            let others = self
                .placed
                .iter()
                .filter(|other| other.service.name != it.service.name);
            let (other, inside) = others.into_iter().find_map(|other| {
                let mut ports = other.service.ports.iter();
                let found = ports.find(|own| own.published == Some(port))?;
                Some((other, found.container))
            })?;
            let host = match (other.host, it.host) {
                (own, here) if own == here => other.service.name.clone(),
                (Host::App, Host::Web) => "${APP_HOST:?}".to_owned(),
                _ => return None,
            };
            Some((name.clone(), format!("{scheme}://{host}:{inside}{path}")))
        };
        local.filter_map(moved).collect()
    }

    /// The caches that a service is told of by nothing else.
    fn redis_of(&self, it: &Placed<'_>) -> Vec<&str> {
        let told = |name: &str| {
            let values = it.service.environment.iter();
            let mut values = values.filter_map(|(_, value)| value.as_deref());
            let line = it.service.command.as_ref().map(Command::line);
            let say = |owner: &Deployed| settings_say(self.survey, &owner.folder, Says::Host(name));
            values.any(|value| names_host(value, name))
                || line.is_some_and(|it| names_host(&it, name))
                || it.owner().is_some_and(say)
        };
        let stores = self
            .placed
            .iter()
            .filter(|other| matches!(other.role, Role::Redis) && other.host == it.host)
            .filter(|other| it.may_ask(self.survey, &other.service.name));
        let names = stores.map(|other| other.service.name.as_str());
        names
            .filter(|name| it.service.depends_on.iter().any(|on| on == name) && !told(name))
            .collect()
    }

    /// A value that stays what it is in production: the address of another service of the file, or where to listen.
    fn carried(&self, it: &Placed<'_>, name: &str, value: &str) -> Option<String> {
        let listens = matches!(name, "HOST" | "HOSTNAME" | "UVICORN_HOST" | "BIND_HOST");
        if listens && value == "0.0.0.0" {
            return Some(value.to_owned());
        }
        if value.contains(['@', '$']) || value.contains("localhost") {
            return None;
        }
        let other = self
            .placed
            .iter()
            .find(|other| names_host(value, &other.service.name))?;
        match (other.host, it.host) {
            (own, here) if own == here => Some(value.to_owned()),
            (Host::App, Host::Web) => Some(value.replacen(&other.service.name, "${APP_HOST:?}", 1)),
            _ => None,
        }
    }
}
