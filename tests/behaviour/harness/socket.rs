//! Socket.IO's own client, run by Node.

use std::process::Command;
use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use super::command::run_well;
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
    let attempts = ["polling", "websocket"].map(|it| json!({ "transport": it, "origin": origin }));
    let mut node = Command::new("node");
    node.arg(project().join("tests/behaviour/clients/socket.mjs"))
        .arg(format!("http://127.0.0.1:{}", service.port))
        .arg(json!(attempts).to_string())
        .current_dir(script_tools());
    let printed = run_well(&mut node, LIMIT)
        .unwrap_or_else(|reason| panic!("{reason}\nthe service said:\n{}", service.said()));
    serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{error}: {printed}"))
}
