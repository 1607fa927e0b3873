//! The services that the internet may reach: each with its domain, the address that the edge finds it at, and what of it is open.

use serde::Serialize;

use crate::survey::compose::file::{ComposeFile, ComposeService};
use crate::survey::public::running::Running;

/// A server of the edge, in the words of its template.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Server {
    name: String,
    pub(super) domain: String,
    address: String,
    health: Option<String>,
    /// The largest request in megabytes, where it is more than usual.
    megabytes: Option<u64>,
    streams: bool,
    has_other_sockets: bool,
    sockets: Vec<String>,
    /// Whether only the paths below are open.
    is_listed: bool,
    /// First parts of paths, as patterns.
    paths: Vec<String>,
    /// Whether `/` itself is answered.
    has_root: bool,
    /// What stands behind the first slash of closed paths, as patterns.
    closed: Vec<String>,
}

/// What the edge serves.
#[derive(Clone, Debug, Default)]
pub(super) struct Served {
    pub(super) servers: Vec<Server>,
    /// Whether some of them run on another host.
    pub(super) has_app_host: bool,
    /// Whether some of them run on the same host.
    pub(super) has_neighbours: bool,
    /// The networks of those beside it.
    pub(super) networks: Vec<String>,
    pub(super) remarks: Vec<String>,
}

/// What is closed wherever it stands.
const CLOSED: &[&str] = &["metrics", "docs", "redoc", "openapi.json"];

/// How much is let through where the code takes any size.
const UNLIMITED: u64 = 100;

/// What nginx lets through by itself.
const USUAL: u64 = 1;

const MEGABYTE: u64 = 1024 * 1024;

/// What an edge in `home` serves.
///
/// # Errors
/// Why a service cannot be reached from there.
pub(super) fn served(
    running: &[Running<'_>],
    domains: &[Option<String>],
    home: &ComposeFile,
) -> Result<Served, String> {
    let mut found = Served::default();
    for (it, domain) in running.iter().zip(domains) {
        let path = &it.service.path;
        let Some(domain) = domain else {
            found.remarks.push(format!(
                "`{path}` has no domain, so the internet does not reach it"
            ));
            continue;
        };
        let (file, service) = it.file.ok_or_else(|| {
            format!(
                "`{}` does not run `{path}`, which has the domain `{domain}`; add it there first",
                home.path
            )
        })?;
        if service.unread.contains(&"network_mode") {
            return Err(format!(
                "`{}` (`{}`:{}) has a `network_mode` of its own, so nothing tells where the edge finds it",
                service.name, file.path, service.line
            ));
        }
        let is_beside = file.path == home.path;
        let port = port(it, service, is_beside)?;
        let address = if is_beside {
            found.has_neighbours = true;
            format!("{}:{port}", service.name)
        } else {
            found.has_app_host = true;
            format!("${{APP_HOST}}:{port}")
        };
        let is_public = |port: &&crate::survey::compose::fields::Port| {
            is_beside && !port.is_private && port.published.is_some()
        };
        if let Some(port) = service.ports.iter().find(is_public) {
            let published = port.published.unwrap_or(port.container);
            found.remarks.push(format!(
                "`{}` (`{}`:{}) publishes {published} to everybody, past the edge; write `127.0.0.1:{published}:{}`",
                service.name, file.path, service.line, port.container
            ));
        }
        if let Some((path, line)) = &it.exposed.unlimited {
            found.remarks.push(format!(
                "`{path}`:{line} takes files of any size, the edge {UNLIMITED} MB"
            ));
        }
        found.servers.push(server(it, domain, address));
    }
    Ok(found)
}

/// The port of a service: that of its container for one beside, the published one for another host.
fn port(it: &Running<'_>, service: &ComposeService, is_beside: bool) -> Result<u16, String> {
    let listed = service.ports.first();
    let set = || {
        let mut set = service
            .environment
            .iter()
            .filter(|(name, _)| name == "PORT");
        set.next()?.1.as_deref()?.parse().ok()
    };
    let found = if is_beside {
        listed
            .map(|port| port.container)
            .or_else(set)
            .or(it.deployed.container.port)
    } else {
        listed.and_then(|port| port.published)
    };
    found.ok_or_else(|| {
        format!(
            "nothing tells on which port the edge finds `{}`; name it under `ports`",
            service.name
        )
    })
}

fn server(it: &Running<'_>, domain: &str, address: String) -> Server {
    let exposed = &it.exposed;
    let serves_pages = it.deployed.container.serves_pages;
    let usual = CLOSED
        .iter()
        .filter(|name| !serves_pages || **name == "metrics");
    let own = exposed.internal.iter().filter_map(|path| plain(path));
    let mut closed: Vec<String> = usual.map(|it| (*it).to_owned()).collect();
    for path in own {
        if !closed.contains(&path) {
            closed.push(path);
        }
    }
    let unlimited = exposed.unlimited.as_ref().map(|_| UNLIMITED * MEGABYTE);
    let bytes = exposed.largest.max(unlimited).unwrap_or_default();
    let paths = exposed.paths.iter().flatten();
    let is_socket = |path: &String| {
        exposed
            .sockets
            .iter()
            .any(|it| it.trim_matches('/') == path)
    };
    Server {
        name: it.name.clone(),
        domain: domain.to_owned(),
        address,
        health: it.deployed.container.health.clone(),
        megabytes: Some(bytes.div_ceil(MEGABYTE)).filter(|it| *it > USUAL),
        streams: exposed.streams,
        has_other_sockets: exposed.has_other_sockets,
        sockets: exposed.sockets.iter().cloned().collect(),
        is_listed: exposed.paths.is_some(),
        has_root: exposed.paths.as_ref().is_some_and(|it| it.contains("")),
        paths: paths
            .filter(|path| !path.is_empty() && !is_socket(path))
            .map(|path| pattern(path))
            .collect(),
        closed: closed.iter().map(|path| pattern(path)).collect(),
    }
}

/// A path as a pattern that stands for it alone.
fn pattern(path: &str) -> String {
    path.replace('.', "\\.")
}

/// A path up to its first part that may be anything, without its first slash.
fn plain(path: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    let end = path.find(|c| !is_plain(c)).unwrap_or(path.len());
    let plain = path[..end].trim_matches('/');
    (!plain.is_empty()).then(|| plain.to_owned())
}
