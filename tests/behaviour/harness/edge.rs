//! The edge of a fixed copy on this machine: its nginx on free ports, services behind it, and an authority that issues
//! certificates.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::command::{Ended, run, run_well};
use super::needs::{program, project};
use super::run::{free_port, new_folder};
use super::service::Service;

const LIMIT: Duration = Duration::from_mins(1);

/// An edge, with its services behind it.
pub(crate) struct Edge {
    /// The folder of the compose file.
    pub(crate) root: PathBuf,
    /// What belongs to nginx itself.
    folder: PathBuf,
    pub(crate) http: u16,
    pub(crate) https: u16,
    nginx: Option<Service>,
    /// What stands for services that do not run.
    _upstream: Option<Service>,
}

/// Docker as far as the hook asks for it: nginx of this machine stands for that of the container.
const DOCKER: &str = r#"#!/usr/bin/env bash
set -eu
[ "$1 $2" = "compose --file" ] && [ -f "$3" ]
folder=FOLDER
case $4 in
  ps) if [ -s "$folder/pid" ] && kill -0 "$(cat "$folder/pid")"; then cat "$folder/pid"; fi ;;
  exec)
    [ "$5 $6 $7" = "-T nginx nginx" ] && [ ! -e "$folder/refuses" ]
    shift 7
    exec nginx -c "$folder/nginx.conf" "$@"
    ;;
esac
"#;

impl Edge {
    /// The edge of the copy at `root`, whose compose file names these services and ports, with one process in the place of all
    /// of them; nginx does not run yet.
    pub(crate) fn of(root: &Path, services: &[(&str, u16)]) -> Self {
        // one more, so that there is always something to wait for
        let ports: Vec<u16> = (0..=services.len()).map(|_| free_port()).collect();
        let mut node = Command::new("node");
        node.arg(project().join("tests/behaviour/clients/upstream.mjs"))
            .args(ports.iter().map(u16::to_string));
        let upstream = Service::start(&mut node, ports[0]);
        let addresses = services.iter().zip(&ports);
        let addresses = addresses.map(|((name, own), port)| (format!("{name}:{own}"), *port));
        Self {
            _upstream: Some(upstream),
            ..Self::at(root, &addresses.collect::<Vec<_>>())
        }
    }

    /// The edge of the copy at `root`, running, with services of its own at these addresses of the configuration.
    pub(crate) fn before(root: &Path, services: &[(&str, u16)]) -> Self {
        let addresses = services
            .iter()
            .map(|(address, port)| ((*address).to_owned(), *port));
        let mut edge = Self::at(root, &addresses.collect::<Vec<_>>());
        let installed = edge.install(None);
        assert!(installed.status.success(), "{}", installed.said());
        edge.start();
        edge
    }

    fn at(root: &Path, addresses: &[(String, u16)]) -> Self {
        let edge = Self {
            root: root.to_owned(),
            folder: new_folder("edge"),
            http: free_port(),
            https: free_port(),
            nginx: None,
            _upstream: None,
        };
        edge.configure(addresses);
        edge
    }

    /// Writes the configuration as the container's start does, for this machine.
    fn configure(&self, addresses: &[(String, u16)]) {
        let folder = self.folder.display();
        let nginx = self.root.join("nginx");
        let template = fs::read_to_string(nginx.join("templates/default.conf.template"));
        let mut text = template.expect("the edge has a configuration");
        let mut replace = |from: &str, to: &str| {
            assert!(text.contains(from), "no `{from}` in {text}");
            text = text.replace(from, to);
        };
        for (address, port) in addresses {
            replace(
                &format!("set $service {address};"),
                &format!("set $service 127.0.0.1:{port};"),
            );
        }
        replace("listen 80", &format!("listen 127.0.0.1:{}", self.http));
        replace("listen 443", &format!("listen 127.0.0.1:{}", self.https));
        replace("/etc/nginx/ssl", &nginx.join("ssl").display().to_string());
        replace("/var/www/acme", &nginx.join("acme").display().to_string());
        // whoever nobody asks for
        let text = text.replace("${APP_HOST}", "127.0.0.1");
        fs::write(self.folder.join("default.conf"), text).expect("the folder was just made");
        let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let places: String = places
            .iter()
            .map(|it| format!("{it}_temp_path {folder}/{it}; "))
            .collect();
        let main = format!(
            "daemon off; pid {folder}/pid; error_log stderr warn; events {{}}\nhttp {{ access_log off; {places} include {folder}/default.conf; }}\n"
        );
        fs::write(self.folder.join("nginx.conf"), main).expect("the folder was just made");
        let bin = self.folder.join("bin");
        fs::create_dir(&bin).expect("the folder was just made");
        let docker = bin.join("docker");
        fs::write(&docker, DOCKER.replace("FOLDER", &folder.to_string())).expect("a program");
        fs::set_permissions(&docker, fs::Permissions::from_mode(0o755)).expect("it is ours");
    }

    /// What nginx says of its configuration.
    pub(crate) fn test(&self) -> Ended {
        let mut nginx = Command::new("nginx");
        nginx.args(["-t", "-c"]).arg(self.folder.join("nginx.conf"));
        run(&mut nginx, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
    }

    /// The file that `nginx` reads.
    pub(crate) fn configuration(&self) -> PathBuf {
        self.folder.join("nginx.conf")
    }

    pub(crate) fn start(&mut self) {
        let mut nginx = Command::new("nginx");
        nginx.arg("-c").arg(self.folder.join("nginx.conf"));
        self.nginx = Some(Service::start(&mut nginx, self.https));
    }

    /// Makes nginx refuse whatever the hook asks of it, or take it again.
    pub(crate) fn refuse(&self, refuses: bool) {
        let mark = self.folder.join("refuses");
        if refuses {
            fs::write(mark, "").expect("the folder is ours");
        } else {
            fs::remove_file(mark).expect("it was written before");
        }
    }

    /// The hook, as certbot and the timer run it.
    pub(crate) fn install(&self, authority: Option<&Authority>) -> Ended {
        let mut bash = Command::new("bash");
        bash.arg(self.root.join("nginx/install-cert.sh"));
        let nobody = self.folder.join("no-certificate");
        let issued = authority.map_or(nobody, Authority::issued);
        bash.env("RENEWED_LINEAGE", issued).env("PATH", self.path());
        run(&mut bash, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
    }

    /// The PATH with our docker before any other.
    pub(crate) fn path(&self) -> String {
        let path = std::env::var("PATH").expect("there is a PATH");
        format!("{}/bin:{path}", self.folder.display())
    }

    /// The number of the certificate that is served for a name, and who issued it.
    pub(crate) fn served(&self, name: &str) -> String {
        let ask = format!(
            "openssl s_client -connect 127.0.0.1:{} -servername {name} </dev/null 2>/dev/null | openssl x509 -noout -serial -issuer",
            self.https
        );
        run_well(Command::new("sh").args(["-c", &ask]), LIMIT).unwrap_or_else(|it| panic!("{it}"))
    }

    /// What curl gets for a request.
    pub(crate) fn curl(&self, scheme: &str, host: &str, path: &str, more: &[&str]) -> Ended {
        let port = if scheme == "http" {
            self.http
        } else {
            self.https
        };
        let mut curl = Command::new("curl");
        curl.args([
            "--silent",
            "--insecure",
            "--path-as-is",
            "--max-time",
            "20",
            "--resolve",
        ])
        .arg(format!("{host}:{port}:127.0.0.1"))
        .args(more)
        .arg(format!("{scheme}://{host}:{port}{path}"));
        run(&mut curl, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
    }

    /// The status of a GET.
    pub(crate) fn status(&self, host: &str, path: &str) -> String {
        let format = ["--output", "/dev/null", "--write-out", "%{http_code}"];
        self.curl("https", host, path, &format).stdout
    }
}

/// An authority that issues certificates, and the resolver that it asks: every name is this machine.
pub(crate) struct Authority {
    folder: PathBuf,
    port: u16,
    _resolver: Service,
    _pebble: Service,
}

impl Authority {
    /// One that looks for challenges on the port of the edge.
    pub(crate) fn for_edge(edge: &Edge) -> Self {
        let folder = new_folder("authority");
        let [port, management, dns, dns_management] = [(); 4].map(|()| free_port());
        let path = |name: &str| folder.join(name).display().to_string();
        let mut openssl = Command::new("openssl");
        openssl
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
            ])
            .args(["-nodes", "-days", "2", "-subj", "/CN=localhost"])
            .args(["-addext", "subjectAltName=DNS:localhost", "-keyout"])
            .arg(path("key.pem"))
            .arg("-out")
            .arg(path("cert.pem"));
        run_well(&mut openssl, LIMIT).unwrap_or_else(|reason| panic!("{reason}"));
        let settings = format!(
            r#"{{"pebble": {{"listenAddress": "127.0.0.1:{port}", "managementListenAddress": "127.0.0.1:{management}",
              "certificate": "{}", "privateKey": "{}", "httpPort": {}, "tlsPort": {},
              "certificateValidityPeriod": 864000}}}}"#,
            path("cert.pem"),
            path("key.pem"),
            edge.http,
            edge.https
        );
        fs::write(path("pebble.json"), settings).expect("the folder was just made");
        let mut resolver = Command::new("pebble-challtestsrv");
        resolver
            .args([
                "-defaultIPv4",
                "127.0.0.1",
                "-defaultIPv6",
                "",
                "-http01",
                "",
                "-https01",
                "",
                "-tlsalpn01",
                "",
            ])
            .args(["-dns01", &format!("127.0.0.1:{dns}")])
            .args(["-management", &format!("127.0.0.1:{dns_management}")]);
        let resolver = Service::start(&mut resolver, dns_management);
        let mut pebble = Command::new("pebble");
        pebble
            .args([
                "-config",
                &path("pebble.json"),
                "-dnsserver",
                &format!("127.0.0.1:{dns}"),
            ])
            .env("PEBBLE_VA_NOSLEEP", "1")
            .env("PEBBLE_WFE_NONCEREJECT", "0");
        let pebble = Service::start(&mut pebble, port);
        Self {
            folder,
            port,
            _resolver: resolver,
            _pebble: pebble,
        }
    }

    /// Where certbot keeps the certificate.
    fn issued(&self) -> PathBuf {
        self.folder.join("certificates/live/edge")
    }

    /// What certbot does, with these arguments, for this edge.
    pub(crate) fn certbot(&self, edge: &Edge, arguments: &[&str]) -> Ended {
        let mut certbot = Command::new("certbot");
        certbot
            .args(arguments)
            .args(["--non-interactive", "--server"])
            .arg(format!("https://localhost:{}/dir", self.port));
        for (option, name) in [
            ("--config-dir", "certificates"),
            ("--work-dir", "work"),
            ("--logs-dir", "logs"),
        ] {
            certbot.arg(option).arg(self.folder.join(name));
        }
        certbot
            .env("REQUESTS_CA_BUNDLE", self.folder.join("cert.pem"))
            .env("PATH", edge.path());
        run(&mut certbot, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
    }
}

/// What an edge needs of the machine and it does not have.
pub(crate) fn lack() -> Option<String> {
    let programs = [
        "nginx",
        "pebble",
        "pebble-challtestsrv",
        "certbot",
        "openssl",
        "curl",
        "node",
    ];
    let missing = programs.iter().find(|name| program(name).is_none())?;
    Some(format!("no `{missing}` on the PATH"))
}
