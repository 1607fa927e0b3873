//! Commands that ask a container for its health with what is in its image.

use crate::survey::compose::entry::list;
use crate::survey::compose::owner::Deployed;
use crate::survey::container::Interpreter;

/// A command that ends with 0 while the service is well; without a health route, while it answers or accepts connections.
pub(crate) fn probe(deployed: &Deployed, base: Option<&str>, port: u16) -> String {
    let container = &deployed.container;
    let path = container.health.as_deref();
    let words = match container.interpreter {
        Interpreter::Node => on_node(base, path, container.serves_pages, port),
        Interpreter::Python => on_python(base, path, port),
    };
    list(&words)
}

fn on_node(base: Option<&str>, path: Option<&str>, serves_pages: bool, port: u16) -> Vec<String> {
    let address = |path: &str| format!("http://127.0.0.1:{port}{path}");
    let program = if base.is_some_and(|it| it.contains("bun")) {
        "bun"
    } else {
        "node"
    };
    let has_no_fetch = base
        .and_then(|it| major(it, "node:"))
        .is_some_and(|it| it < 18);
    let exits = |test: &str| format!("(r) => process.exit({test} ? 0 : 1)");
    let script = match path {
        Some(path) if has_no_fetch => format!(
            "require('http').get('{}', {}).on('error', () => process.exit(1))",
            address(path),
            exits("r.statusCode < 300")
        ),
        Some(path) => format!(
            "fetch('{}').then({}, () => process.exit(1))",
            address(path),
            exits("r.ok")
        ),
        None if serves_pages && !has_no_fetch => format!(
            "fetch('{}', {{ redirect: 'manual' }}).then({}, () => process.exit(1))",
            address("/"),
            exits("r.status < 500")
        ),
        None => format!(
            "require('net').connect({port}, '127.0.0.1', () => process.exit(0)).on('error', () => process.exit(1))"
        ),
    };
    ["CMD", program, "-e", &script].map(str::to_owned).to_vec()
}

fn on_python(base: Option<&str>, path: Option<&str>, port: u16) -> Vec<String> {
    let is_bare = |base: &str| {
        let name = base.rsplit('/').next().unwrap_or(base);
        [
            "ubuntu",
            "debian",
            "alpine",
            "cuda",
            "rocky",
            "fedora",
            "amazonlinux",
        ]
        .iter()
        .any(|it| name.starts_with(it))
    };
    let program = if base.is_some_and(is_bare) {
        "python3"
    } else {
        "python"
    };
    let script = match path {
        Some(path) => format!(
            "import urllib.request; urllib.request.urlopen('http://127.0.0.1:{port}{path}', timeout=5)"
        ),
        None => format!("import socket; socket.create_connection(('127.0.0.1', {port}), 5)"),
    };
    ["CMD", program, "-c", &script].map(str::to_owned).to_vec()
}

/// The major version that an image of this name has.
fn major(image: &str, name: &str) -> Option<u32> {
    let (_, tag) = image.split_once(name)?;
    let digits: String = tag.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
