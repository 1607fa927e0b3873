//! The machines of the system, and how they come to be: scripts of user data, secrets, compose files, migrations, certificates.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpStream;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::aws::with_packages;
use crate::harness::command::{Ended, run, run_well};
use crate::harness::engine::Engine;
use crate::harness::example::Clinic;
use crate::harness::host::{Host, Kind, start_of};
use crate::harness::http::Reply;
use crate::harness::images;
use crate::harness::mongo;
use crate::harness::needs::{project, script_tools};
use crate::harness::packages;
use crate::harness::postgres::{self, cluster_with_tls};
use crate::harness::run::new_folder;
use crate::harness::service::Service;
use crate::harness::sink::Sink;
use crate::harness::space::Space;
use crate::harness::wait::wait_for;

use super::Load;

const LIMIT: Duration = Duration::from_mins(2);

const APP: &str = "10.1.1.10";
const WEB: &str = "10.1.2.11";
const AWS: &str = "10.1.3.5";
/// What DNS records point to.
const PUBLIC: &str = "203.0.113.1";
const CLIENT: &str = "203.0.113.7";

const REGISTRY: &str = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
const SECRET: &str = "healthcare/prod";
const FOLDER: &str = "opt/healthcare";
pub(super) const APP_FILE: &str = "docker-compose.prod.yml";
const WEB_FILE: &str = "docker-compose.web.yml";

pub(super) const METRICS_TOKEN: &str = "a-token-of-the-scraper-0123456789";
const JWT_SECRET: &str = "a-secret-of-this-system-0123456789abcdef";

const MACHINE: Kind = Kind {
    name: "Debian 12",
    manager: &["apt-get", "apt-cache"],
    offered: "awscli docker-compose-v2",
    has_aws: true,
    machine: "x86_64",
};

/// All machines, deployed.
pub(super) struct System {
    pub(super) clinic: Clinic,
    pub(super) app: Machine,
    pub(super) web: Machine,
    pub(super) aws: Space,
    pub(super) client: Space,
    pub(super) sink: Sink,
    pub(super) database: String,
    jwt_secret: String,
    rotations: u32,
    releases: u32,
    relays: BTreeMap<u16, (PathBuf, Service)>,
    authority: PathBuf,
    _running: Vec<Service>,
    _net: Space,
}

/// A machine: what user data made of it, and its engine.
pub(super) struct Machine {
    pub(super) host: Host,
    pub(super) engine: Engine,
    file: &'static str,
}

/// The example with all fixes.
fn fixed() -> Clinic {
    let clinic = Clinic::copy();
    clinic.fixup_well(&["apply", "--yes", "--lock"]);
    clinic
}

impl System {
    /// Everything, from the machines' first boot to the first certificate.
    pub(super) fn deployed() -> Self {
        let clinic = fixed();
        let net = Space::new("net");
        net.switch("between");
        let names = [
            "api-health.example.com",
            "ai-health.example.com",
            "health.example.com",
        ];
        let known: Vec<(&str, &str)> = names.iter().map(|name| (*name, PUBLIC)).collect();
        let [app, web, aws] = ["app", "web", "aws"].map(Space::new);
        let client = Space::new("client").knowing(&known);
        for (at, (space, address)) in [(&app, APP), (&web, WEB), (&aws, AWS)].iter().enumerate() {
            let end = format!("v{at}");
            net.wire(&end, space, "eth0", &format!("{address}/16"));
            net.plug(&end, "between");
        }
        net.wire("v9", &client, "eth0", &format!("{CLIENT}/24"));
        net.plug("v9", "between");
        client.ip(&["addr", "add", "203.0.113.8/24", "dev", "eth0"]);
        web.ip(&["addr", "add", &format!("{PUBLIC}/24"), "dev", "eth0"]);

        let sink = Sink::open();
        let mut running = vec![moto(&aws)];
        let (authority, pebble) = authority(&client);
        running.extend(pebble);
        let database = database();
        let mut relays = BTreeMap::new();
        for (port, target) in [
            (5432, cluster_with_tls().port),
            (27017, mongo::port()),
            (9000, sink.port()),
        ] {
            let path = bridge(target);
            let relay = relay(&aws, port, &path);
            relays.insert(port, (path, relay));
        }
        let app = Machine::booted(&clinic, app, "app_server", APP, APP_FILE, 1);
        let web = Machine::booted(&clinic, web, "web_server", WEB, WEB_FILE, 2);
        let mut system = Self {
            clinic,
            app,
            web,
            aws,
            client,
            sink,
            database,
            jwt_secret: JWT_SECRET.to_owned(),
            rotations: 0,
            releases: 1,
            relays,
            authority,
            _running: running,
            _net: net,
        };
        system.put_secret(&system.secret(), "create-secret --name");
        system.aws_cli("s3 mb s3://a-bucket-of-the-tests");
        system.app.fetch_secrets();
        system.release("v1");
        system.certify();
        system
    }

    /// What the services read from their environment.
    pub(super) fn secret(&self) -> Value {
        json!({
            "AWS_REGION": "eu-central-1",
            "AWS_ENDPOINT_URL": format!("http://{AWS}:5000"),
            "AWS_ACCESS_KEY_ID": "example",
            "AWS_SECRET_ACCESS_KEY": "example",
            "CRM_DB_HOST": AWS, "CRM_DB_NAME": format!("{}_crm", self.database),
            "CRM_DB_PASSWORD": postgres::PASSWORD, "CRM_DB_USERNAME": postgres::OWNER,
            "DB_HOST": AWS, "DB_NAME": self.database,
            "DB_PASSWORD": postgres::PASSWORD, "DB_USERNAME": postgres::OWNER,
            "ENCRYPTION_KEY": "0123456789abcdef".repeat(4),
            "FRONT_END_URL": "https://health.example.com",
            "JWT_SECRET": self.jwt_secret,
            "MESSAGING_VERIFY_TOKEN": "a-token-of-the-tests",
            "METRICS_TOKEN": METRICS_TOKEN,
            "MONGO_URI": format!("mongodb://{AWS}:27017/"),
            "S3_BUCKET_NAME": "a-bucket-of-the-tests",
            "SENTRY_DSN": format!("http://key@{AWS}:9000/1"),
        })
    }

    /// Puts a secret where the machines get it from.
    pub(super) fn put_secret(&self, secret: &Value, how: &str) {
        let file = new_folder("secret").join("secret.json");
        fs::write(&file, secret.to_string()).expect("a file");
        let file = file.display();
        self.aws_cli(&format!(
            "secretsmanager {how} {SECRET} --secret-string file://{file}"
        ));
    }

    fn aws_cli(&self, arguments: &str) {
        let mut aws = Command::new("python3");
        with_packages(&mut aws).args([
            "-m",
            "awscli",
            "--endpoint-url",
            &format!("http://{AWS}:5000"),
        ]);
        aws.args(["--region", "eu-central-1"])
            .args(arguments.split(' '));
        aws.env("AWS_ACCESS_KEY_ID", "example")
            .env("AWS_SECRET_ACCESS_KEY", "example");
        run_well(&mut self.aws.enter(&aws), LIMIT).unwrap_or_else(|it| panic!("{it}"));
    }

    /// A release: images, compose files and the tag on the machines, migrations, then the units start.
    pub(super) fn release(&mut self, tag: &str) {
        let built = [
            ("rtserver", &[][..]),
            ("backendai", &[]),
            ("rhinon", &[("NEXT_PUBLIC_API_URL", super::API)]),
        ];
        for (name, arguments) in built {
            let image = images::build(&self.clinic.root.join(name), "Dockerfile", arguments);
            let name = format!("{REGISTRY}/prod-{name}:{tag}");
            self.app.engine.pull(&name, &image);
            self.web.engine.pull(&name, &image);
        }
        for machine in [&self.app, &self.web] {
            machine.bring(&self.clinic, tag);
        }
        self.app.fetch_secrets();
        let migrated = self.app.engine.run(APP_FILE, "migrate");
        assert!(migrated.status.success(), "{}", migrated.said());
        self.seed();
        self.app.start();
        self.web.start();
        for name in ["redis", "backendai", "rtserver"] {
            self.app.engine.wait_until_healthy(name);
        }
        self.web.engine.wait_until_healthy("rhinon");
    }

    /// The account of the demo, once.
    fn seed(&mut self) {
        let counted = cluster_with_tls().ask(&self.database, "SELECT count(*) FROM users");
        let is_empty = counted.unwrap_or_else(|it| panic!("{it}")).trim() == "0";
        if is_empty {
            let seed = "npx sequelize-cli db:seed:all --options-path .sequelizerc.main";
            let words = ["sh", "-c", seed].map(str::to_owned).to_vec();
            let seeded = self.app.engine.run_as(APP_FILE, "migrate", Some(words));
            assert!(seeded.status.success(), "{}", seeded.said());
        }
    }

    /// The first certificate, by the commands of the guide.
    fn certify(&mut self) {
        let guide = self.clinic.tree().text("docs/dns-tls.md");
        let from = guide.find("request=(").expect("the guide has the request");
        let length = guide[from..].find(')').expect("it ends");
        let request = &guide[from..=from + length];
        let certbot = format!(
            "cd /{FOLDER}\n{request}\ncertbot \"${{request[@]}}\" {} --deploy-hook \"bash '$PWD/nginx/install-cert.sh'\"",
            self.certbot_options()
        );
        let ended = self.on_web(&certbot);
        assert!(ended.status.success(), "{}", ended.said());
        let issuer = || {
            let said = self.client.shell(&format!(
                "openssl s_client -connect {PUBLIC}:443 -servername health.example.com </dev/null 2>/dev/null | openssl x509 -noout -issuer"
            ));
            said.stdout.contains("Pebble").then_some(())
        };
        wait_for("a certificate of the authority", LIMIT, issuer)
            .unwrap_or_else(|it| panic!("{it}"));
    }

    /// Renews the certificate, though it is still good.
    pub(super) fn renew(&self) -> Ended {
        self.on_web(&format!(
            "cd /{FOLDER}; certbot renew --force-renewal --no-random-sleep-on-renew {}",
            self.certbot_options()
        ))
    }

    fn certbot_options(&self) -> String {
        let folder = self.authority.display();
        format!(
            "--server https://{CLIENT}:14000/dir --config-dir {folder}/certificates --work-dir {folder}/work --logs-dir {folder}/logs"
        )
    }

    /// Runs a script on the web machine, with certbot.
    fn on_web(&self, script: &str) -> Ended {
        let script = format!(
            "export PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin REQUESTS_CA_BUNDLE={}/cert.pem\n{script}",
            self.authority.display()
        );
        let mut command = self
            .web
            .engine
            .space
            .enter(&self.web.host.prepared(&script, ("", 0)));
        run(&mut command, LIMIT).unwrap_or_else(|it| panic!("{it}"))
    }

    /// What the client gets, with the authority of this system as the only one that it trusts.
    pub(super) fn curl(&self, address: &str, more: &[&str]) -> Reply {
        let mut curl = self.client.command("curl");
        curl.args([
            "--silent",
            "--show-error",
            "--include",
            "--http1.1",
            "--max-time",
            "30",
            "--cacert",
        ])
        .arg(self.root_certificate())
        .args(more)
        .arg(address);
        let said = run_well(&mut curl, LIMIT).unwrap_or_else(|it| panic!("{it}"));
        let (head, body) = said.split_once("\r\n\r\n").unwrap_or((&said, ""));
        let mut lines = head.lines();
        let status = lines
            .next()
            .and_then(|it| it.split(' ').nth(1)?.parse().ok());
        let headers = lines.filter_map(|line| line.split_once(": "));
        Reply {
            status: status.unwrap_or_default(),
            headers: headers
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect(),
            body: body.to_owned(),
        }
    }

    /// A request with JSON.
    pub(super) fn post(&self, address: &str, body: &Value, more: &[&str]) -> Reply {
        let file = new_folder("body").join("body");
        fs::write(&file, body.to_string()).expect("a file");
        let file = format!("@{}", file.display());
        let mut all = vec!["--header", "Content-Type: application/json"];
        // the answer alone, without one that asks to go on
        all.extend(["--header", "Expect:", "--data-binary", &file]);
        all.extend(more);
        self.curl(address, &all)
    }

    /// The token of whoever signs in with the account of the demo.
    pub(super) fn sign_in(&self) -> String {
        let account = json!({ "email": "admin@example.com", "password": "demo-password" });
        let reply = self.post(&format!("{}/api/auth/login", super::API), &account, &[]);
        assert_eq!(
            reply.status,
            200,
            "{reply:?}\n{}",
            self.app.engine.said("rtserver")
        );
        reply.json()["token"].as_str().expect("a token").to_owned()
    }

    /// A program of Node of the client that trusts the authority of this system.
    pub(super) fn node(&self, script: &str, arguments: &[&str]) -> Command {
        let mut node = self.client.command("node");
        node.arg(project().join("tests/behaviour/clients").join(script))
            .args(arguments)
            .env("NODE_EXTRA_CA_CERTS", self.root_certificate())
            .current_dir(script_tools());
        node
    }

    /// What comes of asking `address` for some seconds, from the client.
    pub(super) fn load(&self, address: &str, connections: u8, seconds: u8, token: &str) -> Load {
        let autocannon = script_tools().join("node_modules/autocannon/autocannon.js");
        let mut node = self.client.command("node");
        node.arg(autocannon)
            .args(["--json", "--renderStatusCodes", "--headers"])
            .arg(format!("Authorization=Bearer {token}"))
            .args(["--connections", &connections.to_string()])
            .args(["--duration", &seconds.to_string()])
            .arg(address)
            .env("NODE_EXTRA_CA_CERTS", self.root_certificate());
        let said = run_well(&mut node, LIMIT).unwrap_or_else(|it| panic!("{it}"));
        Load::measured(&said)
    }

    /// Asks while something else goes on.
    pub(super) fn start_load(&self, address: &str, connections: u8) -> Loading {
        let mut node = self.node("load.mjs", &[address, &connections.to_string()]);
        let service = Service::launch(&mut node, 0);
        service.wait_until_said("asking");
        Loading(service)
    }

    /// The status of an answer; none where there is no answer.
    pub(super) fn ask(&self, address: &str) -> Option<u16> {
        let mut curl = self.client.command("curl");
        curl.args(["--silent", "--output", "/dev/null", "--max-time", "8"])
            .args(["--write-out", "%{http_code}", "--cacert"])
            .arg(self.root_certificate())
            .arg(address);
        let said = run(&mut curl, LIMIT).unwrap_or_else(|it| panic!("{it}"));
        said.stdout.parse().ok().filter(|status| *status != 0)
    }

    /// The number of the certificate that is served.
    pub(super) fn served(&self) -> String {
        let ask = format!(
            "openssl s_client -connect {PUBLIC}:443 -servername health.example.com </dev/null 2>/dev/null | openssl x509 -noout -serial"
        );
        self.client.shell_well(&ask)
    }

    /// The tag of a release that is to come.
    pub(super) fn next_tag(&mut self) -> String {
        self.releases += 1;
        format!("v{}", self.releases)
    }

    /// A new secret of tokens, with the one before it, put where the machines get it from.
    pub(super) fn rotate(&mut self) {
        let new = format!("another-secret-of-this-system-{:0>32}", self.rotations);
        self.rotations += 1;
        let old = std::mem::replace(&mut self.jwt_secret, new);
        let mut secret = self.secret();
        secret["JWT_SECRET_PREVIOUS"] = old.into();
        self.put_secret(&secret, "put-secret-value --secret-id");
    }

    fn root_certificate(&self) -> PathBuf {
        self.authority.join("root.pem")
    }

    /// Whether somebody answers at a port of a machine inside, as the web machine sees it.
    pub(super) fn is_open_to_web(&self, port: u16) -> bool {
        let ask = format!(
            "curl -s --max-time 3 telnet://{APP}:{port} </dev/null; [ $? -ne 7 ] && [ $? -ne 28 ]"
        );
        self.web.engine.space.shell(&ask).status.success()
    }

    /// Takes what stands behind a port of AWS away, or brings it back.
    pub(super) fn take_away(&mut self, port: u16) {
        self.relays
            .get_mut(&port)
            .expect("it is relayed")
            .1
            .signal("KILL");
    }

    pub(super) fn bring_back(&mut self, port: u16) {
        let (path, _) = self.relays.remove(&port).expect("it is relayed");
        let relay = relay(&self.aws, port, &path);
        self.relays.insert(port, (path, relay));
    }

    /// Lets nothing through to a port of AWS, without a word, or everything again.
    pub(super) fn silence(&self, port: u16, is_silent: bool) {
        self.aws.shell_well("nft add table ip wall; nft 'add chain ip wall in { type filter hook input priority 0 ; }'; nft flush chain ip wall in");
        if is_silent {
            self.aws
                .shell_well(&format!("nft add rule ip wall in tcp dport {port} drop"));
        }
    }
}

/// A client that asks all the time.
pub(super) struct Loading(Service);

impl Loading {
    /// What it was answered until now, where it ends.
    pub(super) fn answers(mut self) -> Load {
        self.0.signal("TERM");
        self.0.wait_for_end(LIMIT);
        Load::said(&self.0.printed())
    }
}

impl Machine {
    /// A machine after its first boot: its user data, with the values that Terraform gives it.
    fn booted(
        clinic: &Clinic,
        space: Space,
        name: &str,
        address: &str,
        file: &'static str,
        number: u8,
    ) -> Self {
        let host = Host::new(MACHINE);
        host.install(
            "ip",
            &format!("#!/bin/sh\necho '[{{\"prefsrc\":\"{address}\"}}]'\n"),
        );
        host.install("aws", &aws_program());
        let folder = host.root.join(FOLDER);
        host.install("docker", &docker());
        for name in [
            "openssl", "cmp", "find", "flock", "readlink", "ln", "mkdir", "cp", "dirname",
            "nsenter", "sleep", "cut",
        ] {
            host.install_real(name);
        }
        let script = user_data(clinic, name);
        let mut command = space.enter(&host.prepared(&script, ("", 0)));
        let ended = run(&mut command, LIMIT).unwrap_or_else(|it| panic!("{it}"));
        let log = host.text("var/log/user-data.log");
        assert!(ended.status.success(), "{}\n{log}", ended.said());
        Self {
            engine: Engine::new(space, &folder, number),
            host,
            file,
        }
    }

    /// Brings the compose file, what lies beside it, and the tag.
    fn bring(&self, clinic: &Clinic, tag: &str) {
        let folder = self.host.root.join(FOLDER);
        fs::copy(clinic.root.join(self.file), folder.join(self.file)).expect("a copy");
        let text = fs::read_to_string(folder.join(self.file)).expect("it was just copied");
        if text.contains("./nginx") && !folder.join("nginx").exists() {
            let mut copy = Command::new("cp");
            copy.arg("-r").arg(clinic.root.join("nginx")).arg(&folder);
            run_well(&mut copy, LIMIT).unwrap_or_else(|it| panic!("{it}"));
        }
        let env = fs::read_to_string(folder.join(".env")).expect("user data wrote it");
        let kept: String = env
            .lines()
            .filter(|it| !it.starts_with("TAG="))
            .map(|it| format!("{it}\n"))
            .collect();
        fs::write(folder.join(".env"), format!("{kept}TAG={tag}\n")).expect("a file");
    }

    /// What the unit does first.
    pub(super) fn fetch_secrets(&self) {
        let ended = self.run(&format!(
            "cd /{FOLDER} && AWS_DEFAULT_REGION=eu-central-1 ./fetch-secrets.sh {SECRET} .env.prod"
        ));
        assert!(ended.status.success(), "{}", ended.said());
    }

    fn run(&self, script: &str) -> Ended {
        let mut command = self
            .engine
            .space
            .enter(&self.host.prepared(script, ("", 0)));
        run(&mut command, LIMIT).unwrap_or_else(|it| panic!("{it}"))
    }

    /// `systemctl start`: what the unit does, and what it asks the engine for.
    pub(super) fn start(&mut self) {
        let unit = self.host.text("etc/systemd/system/healthcare.service");
        let ended = self.run(&start_of(&unit));
        assert!(ended.status.success(), "{}", ended.said());
        let up = format!(
            "docker compose --file {} up --detach --remove-orphans\n\
             docker image prune --all --force --filter until=168h\n",
            self.file
        );
        assert!(self.host.calls().ends_with(&up), "{}", self.host.calls());
        self.engine.up(self.file);
        self.tell_nginx();
    }

    /// Where `docker compose exec` finds nginx.
    fn tell_nginx(&self) {
        if let Some(pid) = self.engine.pid("nginx") {
            fs::write(self.host.root.join("var/lib/nginx-pid"), pid.to_string()).expect("a file");
        }
    }
}

/// Docker as far as scripts of machines ask for it.
fn docker() -> String {
    "#!/usr/bin/env bash
set -eu
echo \"docker $*\" >>\"$CALLS\"
case \"$*\" in
  *' ps --status running --quiet nginx') if [ -s /var/lib/nginx-pid ]; then cat /var/lib/nginx-pid; fi ;;
  *' exec -T nginx nginx '*)
    while [ \"$1\" != nginx ]; do shift; done
    exec nsenter --target \"$(cat /var/lib/nginx-pid)\" --mount --net /usr/sbin/nginx \"${@:3}\" ;;
esac
"
    .to_owned()
}

/// The command line of AWS, which asks the stand-in. It runs among the files of this machine, which hold Python and its packages.
fn aws_program() -> String {
    let packages = packages::aws().expect("the need was met").display();
    let path = std::env::var("PATH").expect("there is a PATH");
    format!(
        "#!/bin/sh
exec nsenter --mount=/proc/{}/ns/mnt env PATH='{path}' HOME=/ PYTHONPATH={packages} PYTHONDONTWRITEBYTECODE=1 \\
  AWS_ENDPOINT_URL=http://{AWS}:5000 AWS_ACCESS_KEY_ID=example AWS_SECRET_ACCESS_KEY=example python3 -m awscli \"$@\"
",
        std::process::id()
    )
}

/// User data of a machine, as Terraform joins it.
fn user_data(clinic: &Clinic, machine: &str) -> String {
    let main = clinic.tree().text("infra/envs/prod/main.tf");
    let from = main
        .find(&format!("module \"{machine}\""))
        .expect("production has this machine");
    let block = &main[from..];
    let begin = block
        .find("join(\"\\n\", [")
        .expect("its user data is joined")
        + "join(\"\\n\", [".len();
    let length = block[begin..].find("])").expect("it ends");
    let values = [
        ("${var.project}", "healthcare"),
        ("${var.aws_region}", "eu-central-1"),
        ("${module.secrets.secret_name}", SECRET),
        ("${module.ecr.registry}", REGISTRY),
        (
            "${module.cloudwatch.log_group_names[\"app-server\"]}",
            "/healthcare/prod/app-server",
        ),
        (
            "${module.cloudwatch.log_group_names[\"web-server\"]}",
            "/healthcare/prod/web-server",
        ),
        ("${local.app_server_ip}", APP),
        ("${local.web_server_ip}", WEB),
    ];
    let part = |line: &str| {
        let line = line.trim().trim_end_matches(',');
        if let Some(path) = line
            .strip_prefix("file(\"${path.module}/")
            .and_then(|it| it.strip_suffix("\")"))
        {
            return clinic.tree().text(&format!("infra/envs/prod/{path}"));
        }
        let text = line.trim_matches('"').to_owned();
        let filled = values
            .iter()
            .fold(text, |text, (name, value)| text.replace(name, value));
        assert!(!filled.contains("${"), "nobody knows {filled}");
        filled
    };
    let lines = block[begin..begin + length]
        .lines()
        .filter(|it| !it.trim().is_empty());
    lines.map(part).collect::<Vec<String>>().join("\n")
}

/// Databases of the system, empty.
fn database() -> String {
    let name = "whole".to_owned();
    for database in [name.clone(), format!("{name}_crm")] {
        cluster_with_tls()
            .create(&database, None)
            .unwrap_or_else(|it| panic!("{it}"));
    }
    name
}

fn moto(space: &Space) -> Service {
    let mut moto = Command::new("python3");
    with_packages(&mut moto).args(["-m", "moto.server", "-H", "0.0.0.0", "-p", "5000"]);
    let service = Service::launch(&mut space.enter(&moto), 0);
    wait_until_open(space, 5000);
    service
}

fn wait_until_open(space: &Space, port: u16) {
    let is_open = || {
        space
            .shell(&format!(
                "curl -sk --max-time 2 http://127.0.0.1:{port}/ >/dev/null; [ $? -ne 7 ]"
            ))
            .status
            .success()
            .then_some(())
    };
    wait_for(&format!("port {port}"), LIMIT, is_open).unwrap_or_else(|it| panic!("{it}"));
}

/// An authority of certificates on the internet, and the folder with its root.
fn authority(space: &Space) -> (PathBuf, Vec<Service>) {
    let folder = new_folder("authority");
    let path = |name: &str| folder.join(name).display().to_string();
    let name = format!("subjectAltName=IP:{CLIENT},IP:127.0.0.1");
    let mut openssl = Command::new("openssl");
    openssl
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ])
        .args([
            "-subj",
            "/CN=authority",
            "-addext",
            &name,
            "-keyout",
            &path("key.pem"),
            "-out",
            &path("cert.pem"),
        ]);
    run_well(&mut openssl, LIMIT).unwrap_or_else(|it| panic!("{it}"));
    let settings = json!({ "pebble": {
        "listenAddress": "0.0.0.0:14000", "managementListenAddress": "127.0.0.1:15000",
        "certificate": path("cert.pem"), "privateKey": path("key.pem"),
        "httpPort": 80, "tlsPort": 443, "certificateValidityPeriod": 864_000,
    }});
    fs::write(path("pebble.json"), settings.to_string()).expect("a file");
    let mut resolver = space.command("pebble-challtestsrv");
    resolver.args([
        "-defaultIPv4",
        PUBLIC,
        "-defaultIPv6",
        "",
        "-http01",
        "",
        "-https01",
        "",
        "-tlsalpn01",
        "",
    ]);
    resolver.args(["-dns01", "127.0.0.1:8053", "-management", "127.0.0.1:8055"]);
    let resolver = Service::launch(&mut resolver, 0);
    wait_until_open(space, 8055);
    let mut pebble = space.command("pebble");
    pebble
        .args([
            "-config",
            &path("pebble.json"),
            "-dnsserver",
            "127.0.0.1:8053",
        ])
        .env("PEBBLE_VA_NOSLEEP", "1")
        .env("PEBBLE_WFE_NONCEREJECT", "0");
    let pebble = Service::launch(&mut pebble, 0);
    wait_until_open(space, 14000);
    space.shell_well(&format!(
        "curl -sk https://127.0.0.1:15000/roots/0 >'{}'",
        path("root.pem")
    ));
    (folder, vec![resolver, pebble])
}

/// A socket in the file system that leads to a port of this machine.
fn bridge(port: u16) -> PathBuf {
    let path = new_folder("bridge").join("socket");
    let listener = UnixListener::bind(&path).expect("a socket");
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else {
                continue;
            };
            let (mut from, mut to) = (
                client.try_clone().expect("a socket"),
                server.try_clone().expect("a socket"),
            );
            thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(std::net::Shutdown::Both);
            });
            let (mut from, mut to) = (server, client);
            thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(std::net::Shutdown::Both);
            });
        }
    });
    path
}

/// What listens on a port of a space and leads there.
fn relay(space: &Space, port: u16, path: &Path) -> Service {
    let mut node = Command::new("node");
    node.arg(project().join("tests/behaviour/clients/relay.mjs"))
        .arg(port.to_string())
        .arg(path);
    let service = Service::launch(&mut space.enter(&node), 0);
    service.wait_until_said("listening");
    service
}
