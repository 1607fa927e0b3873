//! A stand-in for AWS on the loopback interface, and the real command line of AWS that asks it.

use std::fs;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::json;

use super::http;
use super::packages;
use super::run::{free_port, new_folder};
use super::service::Service;

/// A folder with the program `aws` in it.
pub(crate) fn programs() -> PathBuf {
    let folder = new_folder("aws");
    let text = "#!/bin/sh\nexec python3 -m awscli \"$@\"\n";
    let path = folder.join("aws");
    fs::write(&path, text).expect("a file");
    fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("a mode");
    folder
}

/// Points a command, and the command line of AWS in it, to the stand-in.
pub(crate) fn point(command: &mut Command) -> &mut Command {
    let nowhere = "/dev/null";
    with_packages(command)
        .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", port()))
        .env("AWS_ACCESS_KEY_ID", "example")
        .env("AWS_SECRET_ACCESS_KEY", "example")
        .env("AWS_DEFAULT_REGION", "eu-central-1")
        .env("AWS_CONFIG_FILE", nowhere)
        .env("AWS_SHARED_CREDENTIALS_FILE", nowhere)
        .env("AWS_EC2_METADATA_DISABLED", "true")
}

/// Keeps a secret in the stand-in.
pub(crate) fn put_secret(name: &str, text: &str) {
    let body = json!({ "Name": name, "SecretString": text });
    let headers = [
        ("Content-Type", "application/x-amz-json-1.1"),
        ("X-Amz-Target", "secretsmanager.CreateSecret"),
        (
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=example/20260101/eu-central-1/secretsmanager/aws4_request",
        ),
    ];
    let limit = Duration::from_secs(20);
    let reply = http::send(port(), "POST", "/", &headers, &body.to_string(), limit);
    let reply = reply.unwrap_or_else(|reason| panic!("{reason}"));
    assert_eq!(reply.status, 200, "{}", reply.body);
}

/// With the packages of the stand-in, and without writing beside them.
pub(crate) fn with_packages(command: &mut Command) -> &mut Command {
    let packages = packages::aws().expect("the need was met");
    command
        .env("PYTHONPATH", packages)
        .env("PYTHONDONTWRITEBYTECODE", "1")
}

/// The port of a stand-in that runs as long as the tests.
fn port() -> u16 {
    static SERVER: OnceLock<Service> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let port = free_port();
        let mut moto = Command::new("python3");
        with_packages(&mut moto)
            .args(["-m", "moto.server", "-H", "127.0.0.1", "-p"])
            .arg(port.to_string());
        Service::start(&mut moto, port)
    });
    server.port
}
