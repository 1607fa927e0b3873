//! Socket.IO's own client, run by Node.

use std::process::Command;
use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use super::command::run_well;
use super::edge::Edge;
use super::needs::{project, script_tools};
use super::service::Service;

const LIMIT: Duration = Duration::from_mins(1);

/// What came of one attempt to connect.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attempt {
    pub(crate) connected: bool,
    /// The ward that the server said it was joined to, over the connection.
    pub(crate) joined: Option<String>,
    /// The HTTP status of a refusal.
    pub(crate) status: Option<u16>,
}

/// Connects by both transports, `polling` and `websocket`, as a page of this origin, or as no page.
pub(crate) fn connect(service: &Service, origin: Option<&str>) -> [Attempt; 2] {
    let url = format!("http://127.0.0.1:{}", service.port);
    try_both(&mut Command::new("node"), &url, origin)
        .unwrap_or_else(|reason| panic!("{reason}\nthe service said:\n{}", service.said()))
}

/// The same through an edge, by one of its domains.
pub(crate) fn connect_through(edge: &Edge, domain: &str, origin: Option<&str>) -> [Attempt; 2] {
    let mut node = Command::new("node");
    node.arg("--require")
        .arg(project().join("tests/behaviour/clients/here.cjs"));
    let url = format!("https://{domain}:{}", edge.https);
    try_both(&mut node, &url, origin).unwrap_or_else(|reason| panic!("{reason}"))
}

fn try_both(node: &mut Command, url: &str, origin: Option<&str>) -> Result<[Attempt; 2], String> {
    let attempts = ["polling", "websocket"].map(|it| json!({ "transport": it, "origin": origin }));
    node.arg(project().join("tests/behaviour/clients/socket.mjs"))
        .arg(url)
        .arg(json!(attempts).to_string())
        .current_dir(script_tools());
    let printed = run_well(node, LIMIT)?;
    serde_json::from_str(&printed).map_err(|error| format!("{error}: {printed}"))
}
