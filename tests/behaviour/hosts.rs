//! Issue 14: the scripts of hosts run on all systems that they are for, stop at whatever fails, and may run again; the unit
//! starts the containers once there is something to start.

use std::fs;
use std::process::Command;
use std::time::Duration;

use super::harness::command::{Ended, run_well};
use super::harness::example::Clinic;
use super::harness::host::{Host, Kind, start_of};
use super::harness::needs::{Need, are_met, project};
use super::harness::run::new_folder;
use super::harness::tree::Tree;
use super::harness::units::assert_are_taken;

const LIMIT: Duration = Duration::from_mins(1);

const DEBIAN: Kind = Kind {
    name: "Debian 12",
    manager: &["apt-get", "apt-cache"],
    offered: "awscli",
    has_aws: true,
    machine: "aarch64",
};
const UBUNTU: Kind = Kind {
    name: "Ubuntu 24.04",
    manager: &["apt-get", "apt-cache"],
    offered: "docker-compose-v2",
    has_aws: false,
    machine: "x86_64",
};
const AMAZON: Kind = Kind {
    name: "Amazon Linux 2023",
    manager: &["dnf"],
    offered: "",
    has_aws: true,
    machine: "x86_64",
};

const NOTHING_FAILS: (&str, u32) = ("", 0);

/// Where the log of all that is done lies.
const LOG: &str = "var/log/user-data.log";
const ENDED_WELL: &str = "user data: ended with status 0\n";
const UNIT: &str = "etc/systemd/system/healthcare.service";
const FOLDER: &str = "opt/healthcare";

/// The scripts of the example's hosts.
struct Scripts {
    app: String,
    web: String,
    common: String,
}

fn scripts() -> Scripts {
    let clinic = Clinic::copy();
    clinic.fixup_well(&["apply", "--issue", "14", "--yes"]);
    let tree = clinic.tree();
    let text = |name: &str| tree.text(&format!("infra/envs/prod/scripts/{name}"));
    Scripts {
        app: text("app-server-init.sh"),
        web: text("web-server-init.sh"),
        common: text("common.sh"),
    }
}

const VALUES: &str = "project=healthcare\nregion=ap-south-1\nsecret=prod/healthcare/app\n\
    registry=123456789012.dkr.ecr.ap-south-1.amazonaws.com\nlog_group=/healthcare/prod/app-server\nedge_addr=10.1.1.10";

/// User data as Terraform joins it.
fn joined(host: &str, values: &str, common: &str) -> String {
    [host, values, common].join("\n")
}

fn app() -> String {
    let scripts = scripts();
    joined(&scripts.app, VALUES, &scripts.common)
}

/// What stands on the machine, but for the log.
fn state(host: &Host) -> Tree {
    let kept = host.text(LOG);
    fs::remove_file(host.root.join(LOG)).expect("the log is there");
    let tree = Tree::read(&host.root);
    fs::write(host.root.join(LOG), kept).expect("a file");
    tree
}

fn ran_well(host: &Host, script: &str) {
    let ended = host.run(script, NOTHING_FAILS);
    assert!(ended.status.success(), "{}", ended.said());
    assert!(host.text(LOG).contains(ENDED_WELL), "{}", host.text(LOG));
}

#[test]
fn the_scripts_of_two_hosts_are_short_and_shellcheck_has_nothing_to_say() {
    if !are_met(&[Need::Shellcheck]) {
        return;
    }
    let scripts = scripts();
    let all = [&scripts.app, &scripts.web, &scripts.common];
    let lines: usize = all.iter().map(|text| text.lines().count()).sum();
    assert!(lines <= 190, "{lines} lines");
    let folder = new_folder("scripts");
    let whole = [
        ("app.sh", joined(&scripts.app, VALUES, &scripts.common)),
        ("web.sh", joined(&scripts.web, VALUES, &scripts.common)),
        ("app-server-init.sh", scripts.app),
        ("common.sh", scripts.common),
    ];
    for (name, text) in whole {
        // what AWS takes at most
        assert!(text.len() < 16 * 1024, "{name}: {} bytes", text.len());
        // Terraform would fill these in where it is not `file` that reads them, so there must be no doubt
        let file = folder.join(name);
        fs::write(&file, text).expect("a file");
        let mut shellcheck = Command::new("shellcheck");
        shellcheck
            .args(["--severity", "warning", "--enable", "all"])
            .arg(&file);
        run_well(&mut shellcheck, LIMIT).unwrap_or_else(|reason| panic!("{reason}"));
    }
}

#[test]
fn whoever_runs_the_script_twice_finds_the_machine_as_it_was() {
    if !are_met(&[Need::Hosts]) {
        return;
    }
    let script = app();
    for kind in [DEBIAN, UBUNTU, AMAZON] {
        let host = Host::new(kind);
        ran_well(&host, &script);
        let env = host.text(&format!("{FOLDER}/.env"));
        let expected = "BIND_ADDR=10.1.0.10\n\
            ECR_REGISTRY=123456789012.dkr.ecr.ap-south-1.amazonaws.com\nAPP_HOST=\nEDGE_ADDR=10.1.1.10\n\
            LOG_GROUP=/healthcare/prod/app-server\n";
        assert!(env.ends_with(expected), "{}: {env}", kind.name);
        assert!(host.has("root/.docker/config.json"), "{}", kind.name);
        // a deploy
        fs::write(host.root.join(FOLDER).join(".env"), env + "TAG=4f1c2ab\n").expect("a file");
        let before = state(&host);
        ran_well(&host, &script);
        let after = state(&host);
        let changed = before.differences(&after);
        assert!(changed.is_empty(), "{}: {changed:?}", kind.name);
    }
}

#[test]
fn each_system_is_given_what_it_lacks() {
    if !are_met(&[Need::Hosts]) {
        return;
    }
    let script = app();
    let calls = |kind: Kind| {
        let host = Host::new(kind);
        ran_well(&host, &script);
        host.calls()
    };
    let debian = calls(DEBIAN);
    assert!(debian.contains(
        " install jq amazon-ecr-credential-helper ca-certificates curl docker.io awscli\n"
    ));
    assert!(
        debian.contains("/v5.4.0/docker-compose-linux-aarch64\n"),
        "{debian}"
    );
    assert!(!debian.contains("snap "), "{debian}");
    let ubuntu = calls(UBUNTU);
    assert!(
        ubuntu.contains("snap install aws-cli --classic\n"),
        "{ubuntu}"
    );
    assert!(
        ubuntu.contains(" docker.io docker-compose-v2\n"),
        "{ubuntu}"
    );
    assert!(!ubuntu.contains("curl -"), "{ubuntu}");
    let amazon = calls(AMAZON);
    assert!(
        amazon.contains(" install jq amazon-ecr-credential-helper awscli-2 docker\n"),
        "{amazon}"
    );
    assert!(
        amazon.contains("/v5.4.0/docker-compose-linux-x86_64\n"),
        "{amazon}"
    );
}

#[test]
fn without_a_registry_nothing_logs_in_and_without_a_secret_nothing_is_fetched() {
    if !are_met(&[Need::Hosts]) {
        return;
    }
    let scripts = scripts();
    let host = Host::new(DEBIAN);
    let values = "project=healthcare\nregion=ap-south-1\napp_host=10.1.0.10";
    ran_well(&host, &joined(&scripts.web, values, &scripts.common));
    assert!(
        !host.calls().contains("credential-helper"),
        "{}",
        host.calls()
    );
    assert!(!host.has("root/.docker"));
    assert!(
        host.text(&format!("{FOLDER}/.env"))
            .contains("\nAPP_HOST=10.1.0.10\n")
    );
    let own = format!("{FOLDER}/.env.prod");
    assert_eq!(host.text(&own), "");
    fs::write(host.root.join(&own), "PORT=4000\n").expect("a file");
    ran_well(&host, &joined(&scripts.web, values, &scripts.common));
    assert_eq!(host.text(&own), "PORT=4000\n");
    let unit = host.text(UNIT);
    assert!(unit.contains("--file docker-compose.web.yml up"), "{unit}");
    assert!(!unit.contains("fetch-secrets"), "{unit}");
}

#[test]
fn a_step_that_fails_ends_the_script_with_its_status() {
    if !are_met(&[Need::Hosts]) {
        return;
    }
    let script = app();
    let steps = [
        (DEBIAN, "apt-get -q update"),
        (DEBIAN, "apt-get -qy"),
        (DEBIAN, "systemctl enable --now docker"),
        (DEBIAN, "curl "),
        (DEBIAN, "sha256sum "),
        (DEBIAN, "ip "),
        (DEBIAN, "systemctl daemon-reload"),
        (DEBIAN, "systemctl enable --now healthcare"),
        (UBUNTU, "snap install"),
        (AMAZON, "dnf "),
    ];
    for (kind, step) in steps {
        let host = Host::new(kind);
        deployed(&host);
        let ended = host.run(&script, (step, u32::MAX));
        // as the stand-in does
        assert_eq!(ended.status.code(), Some(42), "{step}");
        let log = host.text(LOG);
        assert!(
            log.ends_with("user data: ended with status 42\n"),
            "{step}: {log}"
        );
        let last = host.calls();
        let last = last.lines().last().expect("something was called");
        assert!(last.starts_with(step), "{step} was followed by {last}");
    }
    let unknown = Host::new(Kind {
        machine: "riscv64",
        ..DEBIAN
    });
    let ended = unknown.run(&script, NOTHING_FAILS);
    assert!(!ended.status.success(), "{}", ended.said());
    assert!(
        unknown
            .text(LOG)
            .contains("there is no Compose for riscv64")
    );
}

#[test]
fn what_fails_while_a_machine_boots_is_tried_again() {
    if !are_met(&[Need::Hosts]) {
        return;
    }
    let script = app();
    for (kind, step) in [
        (DEBIAN, "apt-get "),
        (DEBIAN, "curl "),
        (UBUNTU, "snap "),
        (AMAZON, "dnf "),
    ] {
        let host = Host::new(kind);
        let ended = host.run(&script, (step, 3));
        assert!(ended.status.success(), "{step}: {}", ended.said());
        assert_eq!(host.calls().matches("sleep 10\n").count(), 3, "{step}");
    }
}

#[test]
fn a_plugin_that_is_not_the_one_that_was_pinned_is_not_installed() {
    if !are_met(&[Need::Hosts]) {
        return;
    }
    let host = Host::new(DEBIAN);
    host.install_real("sha256sum");
    let ended = host.run(&app(), NOTHING_FAILS);
    assert!(!ended.status.success(), "{}", ended.said());
    assert!(!host.has("usr/local/lib/docker/cli-plugins/docker-compose"));
}

/// Puts the compose file of the app host on a machine.
fn deployed(host: &Host) {
    let folder = host.root.join(FOLDER);
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(
        folder.join("docker-compose.prod.yml"),
        "image: app:${TAG:?}\n",
    )
    .expect("a file");
}

/// Starts the unit as systemd would.
fn start(host: &Host, failing: &str) -> Ended {
    host.run(&start_of(&host.text(UNIT)), (failing, u32::MAX))
}

#[test]
fn nothing_is_started_before_it_is_deployed_and_the_unit_starts_all_of_it() {
    if !are_met(&[Need::Hosts]) {
        return;
    }
    let host = Host::new(DEBIAN);
    ran_well(&host, &app());
    host.install(
        "aws",
        "#!/bin/sh\necho \"aws $*\" >>\"$CALLS\"\necho '{\"JWT_SECRET\": \"x\"}'\n",
    );
    let folder = host.root.join(FOLDER);
    assert!(!host.calls().contains("--now healthcare.service"));
    deployed(&host);
    ran_well(&host, &app());
    assert!(host.calls().contains("--now healthcare.service"));

    let env = host.text(&format!("{FOLDER}/.env"));
    fs::write(folder.join(".env"), env + "TAG=4f1c2ab\n").expect("a file");
    let up = "docker compose --file docker-compose.prod.yml up --detach --remove-orphans\n";
    let ended = start(&host, "");
    assert!(ended.status.success(), "{}", ended.said());
    let fetch = "aws secretsmanager get-secret-value --secret-id prod/healthcare/app \
        --query SecretString --output text\n";
    let prune = "docker image prune --all --force --filter until=168h\n";
    assert_eq!(host.calls(), format!("{fetch}{up}{prune}"));
    assert_eq!(
        host.text(&format!("{FOLDER}/.env.prod")),
        "JWT_SECRET='x'\n"
    );

    // nginx does not start without a certificate
    fs::create_dir(folder.join("nginx")).expect("a folder");
    fs::write(folder.join("nginx/install-cert.sh"), "docker certify\n").expect("a file");
    assert!(start(&host, "").status.success());
    assert_eq!(host.calls(), format!("{fetch}docker certify\n{up}{prune}"));
    assert!(!start(&host, "docker certify").status.success());
    assert!(!host.calls().contains(up));

    // containers that do not start, and secrets that cannot be had, are no success
    assert!(!start(&host, "docker compose").status.success());
    assert!(start(&host, "docker image").status.success());
    host.install("aws", "#!/bin/sh\nexit 254\n");
    assert!(!start(&host, "").status.success());
    assert_eq!(host.calls(), "");
    assert_eq!(
        host.text(&format!("{FOLDER}/.env.prod")),
        "JWT_SECRET='x'\n"
    );
}

#[test]
fn systemd_has_nothing_to_say_against_the_unit() {
    if !are_met(&[Need::Hosts, Need::Systemd]) {
        return;
    }
    let host = Host::new(DEBIAN);
    ran_well(&host, &app());
    let unit = host
        .text(UNIT)
        .replace("=docker compose", "=echo compose")
        .replace("=-docker", "=-echo");
    let unit = unit.replace("=/opt/healthcare/fetch-secrets.sh", "=echo");
    let unit = unit.replace("WorkingDirectory=/opt/healthcare", "WorkingDirectory=/");
    assert_are_taken(&[("healthcare.service".to_owned(), unit)]);
}

#[test]
fn a_script_for_templatefile_is_the_same_once_terraform_has_filled_it_in() {
    if !are_met(&[Need::Terraform]) {
        return;
    }
    let case = |name: &str| {
        let root = new_folder("user-data").join("case");
        Tree::read(
            &project()
                .join("tests/cases/14-user-data/terraform")
                .join(name),
        )
        .write(&root);
        let clinic = Clinic { root };
        clinic.fixup_well(&["apply", "--issue", "14", "--yes"]);
        clinic
    };
    let folder = new_folder("console");
    let plain = case("file-in-a-root").tree().text("infra/scripts/init.sh");
    let template = case("template-file")
        .tree()
        .text("infra/scripts/init.sh.tftpl");
    fs::write(folder.join("plain"), plain).expect("a file");
    fs::write(folder.join("template"), template).expect("a file");
    fs::write(
        folder.join("question"),
        "templatefile(\"template\", {}) == file(\"plain\")\n",
    )
    .expect("a file");
    let mut console = Command::new("sh");
    console
        .args(["-c", "terraform console <question"])
        .current_dir(&folder);
    let said = run_well(&mut console, LIMIT).unwrap_or_else(|reason| panic!("{reason}"));
    assert_eq!(said.trim(), "true");
}
