//! What browsers, clients and scrapers are answered by the whole system.

#![expect(
    clippy::print_stdout,
    reason = "figures are for who reads the log of the tests"
)]

use std::time::Duration;

use serde_json::{Value, json};

use super::machines::{APP_FILE, METRICS_TOKEN, System};
use super::{AI, API, PAGES, system};
use crate::harness::service::Service;

const EVIL: &str = "https://evil.example";

#[test]
#[ignore = "a whole system takes the machine for itself; `make soak` runs it"]
fn the_example_is_deployed_and_keeps_its_promises() {
    let Some(mut system) = system() else { return };
    let system = &mut *system;
    pages(system);
    let token = people(system);
    origins(system);
    upload(system, &token);
    sockets(system);
    scraper(system);
    errors(system, &token);
    limits(system, &token);
    logs(system);
    stops(system);
}

fn pages(system: &System) {
    let page = system.curl(&format!("{PAGES}/"), &[]);
    assert_eq!(page.status, 200, "{page:?}");
    assert!(
        page.body.contains(API),
        "the pages call the API of their domain: {page:?}"
    );
    let moved = system.curl("http://health.example.com/wards", &[]);
    assert_eq!(
        (moved.status, moved.header("location")),
        (301, Some("https://health.example.com/wards"))
    );
    for (address, databases) in [
        (API, ["/databases/database", "/databases/crmdb"]),
        (AI, ["/mongodb", "/postgres"]),
    ] {
        let health = system.curl(&format!("{address}/health"), &[]);
        assert_eq!(health.status, 200, "{health:?}");
        for database in databases {
            assert_eq!(
                health.json().pointer(database),
                Some(&"connected".into()),
                "{health:?}"
            );
        }
        let told = health.header("strict-transport-security");
        assert_eq!(told, Some("max-age=31536000"), "{health:?}");
    }
}

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}")
}

fn people(system: &System) -> String {
    let refused = system.curl(&format!("{API}/api/patients"), &[]);
    assert_eq!(refused.status, 401, "{refused:?}");
    let token = system.sign_in();
    let header = bearer(&token);
    let me = system.curl(&format!("{API}/api/auth/me"), &["--header", &header]);
    assert_eq!(me.json()["email"], "admin@example.com", "{me:?}");
    let patients = system.curl(&format!("{API}/api/patients"), &["--header", &header]);
    assert_eq!(patients.status, 200, "{patients:?}");
    let patient = json!({ "full_name": "A. Patient", "date_of_birth": "1970-01-01", "notes": "Sleeps well. Eats well." });
    let patient = system.post(
        &format!("{API}/api/patients"),
        &patient,
        &["--header", &header],
    );
    assert_eq!(patient.status, 201, "{patient:?}");
    let id = patient.json()["id"]
        .as_u64()
        .expect("a patient has a number");
    // the one service asks the other
    let summary = system.post(
        &format!("{API}/api/assistant/summary"),
        &json!({ "patient_id": id }),
        &["--header", &header],
    );
    assert_eq!(
        summary.status,
        200,
        "{summary:?}\n{}",
        system.app.engine.said("rtserver")
    );
    // counted in Redis
    let triage = system.post(
        &format!("{AI}/api/triage"),
        &json!({ "text": "chest pain" }),
        &[],
    );
    assert_eq!(triage.json()["level"], "urgent", "{triage:?}");
    let counted = system
        .app
        .engine
        .execute("redis", "redis-cli get triage:urgent")
        .stdout;
    assert_eq!(counted.trim(), "1");
    let chat = system.post(
        &format!("{AI}/api/chats/whole-1"),
        &json!({ "text": "hello" }),
        &[],
    );
    assert_eq!(chat.status, 200, "{chat:?}");
    token
}

fn origins(system: &System) {
    for address in [format!("{API}/"), format!("{AI}/hello")] {
        for (origin, is_listed) in [(PAGES, true), (EVIL, false)] {
            let reply = system.curl(&address, &["--header", &format!("Origin: {origin}")]);
            let allowed = reply.header("access-control-allow-origin") == Some(origin);
            assert_eq!(allowed, is_listed, "{address} {origin}: {reply:?}");
        }
    }
    let handshake = format!("{API}/socket.io/?EIO=4&transport=polling");
    let foreign = system.curl(&handshake, &["--header", &format!("Origin: {EVIL}")]);
    assert_ne!(foreign.status, 200, "{foreign:?}");
}

fn upload(system: &System, token: &str) {
    let scan =
        json!({ "patient_id": 1, "file_name": "scan.png", "content": "QUJD".repeat(1_000_000) });
    let stored = system.post(
        &format!("{API}/api/documents"),
        &scan,
        &["--header", &bearer(token)],
    );
    assert_eq!(
        stored.status,
        201,
        "{stored:?}\n{}",
        system.app.engine.said("rtserver")
    );
    let listed = system.curl(
        &format!("{API}/api/documents/1"),
        &["--header", &bearer(token)],
    );
    assert_eq!(listed.json()[0]["size"], 3_000_000, "{listed:?}");
    let large =
        json!({ "patient_id": 1, "file_name": "scan.png", "content": "QUJD".repeat(5_500_000) });
    let refused = system.post(
        &format!("{API}/api/documents"),
        &large,
        &["--header", &bearer(token)],
    );
    assert_eq!(refused.status, 413, "{}", refused.status);
}

fn sockets(system: &System) {
    for transport in ["polling", "websocket"] {
        let client = Service::launch(&mut system.node("stay.mjs", &[API, transport]), 0);
        client.wait_until_said("connected");
    }
}

fn scraper(system: &System) {
    for address in [API, AI, PAGES] {
        let closed = system.curl(
            &format!("{address}/metrics"),
            &["--header", &bearer(METRICS_TOKEN)],
        );
        assert_eq!(closed.status, 404, "{address}: {closed:?}");
    }
    for port in [3000, 5002] {
        let ask = |header: &str| {
            let ask = format!("curl -s --max-time 5 -H '{header}' http://10.1.1.10:{port}/metrics");
            system.web.engine.space.shell_well(&ask)
        };
        assert!(
            ask(&bearer(METRICS_TOKEN)).contains("http_request"),
            "port {port}"
        );
        assert!(!ask("X: y").contains("http_request"), "port {port}");
    }
    assert!(system.is_open_to_web(3000));
    assert!(!system.is_open_to_web(6379), "Redis asks for no password");
    let inside = system
        .client
        .shell("curl -s --max-time 3 http://10.1.1.10:3000/health");
    assert!(
        !inside.status.success(),
        "the internet reaches the services by the proxy alone"
    );
}

fn errors(system: &System, token: &str) {
    let failed = system.curl(
        &format!("{API}/api/reports/export/yearly?born=1970-01-01"),
        &["--header", &bearer(token)],
    );
    assert_eq!(failed.status, 500, "{failed:?}");
    let reported = system.sink.wait_for(1);
    let error = &reported[0]["exception"]["values"][0]["value"];
    assert_eq!(error, "no export template for report yearly");
}

fn limits(system: &System, token: &str) {
    let wrong = json!({ "email": "4711471@example.com", "password": "wrong" });
    let guess = |from: &str| {
        system
            .post(
                &format!("{API}/api/auth/login"),
                &wrong,
                &[
                    "--interface",
                    from,
                    "--header",
                    "X-Forwarded-For: 203.0.113.99",
                ],
            )
            .status
    };
    let guesses: Vec<u16> = (0..6).map(|_| guess("203.0.113.7")).collect();
    assert_eq!(guesses, [401, 401, 401, 401, 401, 429]);
    assert_eq!(
        guess("203.0.113.8"),
        401,
        "another address has a limit of its own"
    );

    let free = system.load(&format!("{API}/health"), 10, 3, "");
    assert_eq!(
        free.of("200"),
        free.total(),
        "health checks have no limit: {free:?}"
    );
    let limited = system.load(&format!("{API}/api/patients"), 4, 3, token);
    assert!(
        limited.of("200") <= 100 && limited.of("429") > 0,
        "{limited:?}"
    );
    assert_eq!(
        limited.of("200") + limited.of("429"),
        limited.total(),
        "{limited:?}"
    );
    let unlimited = system.load(&format!("{AI}/hello"), 10, 3, "");
    assert_eq!(unlimited.of("200"), unlimited.total(), "{unlimited:?}");
    println!("load on the health route, below its limit: {free:?}");
    println!("load on the API, above its limit: {limited:?}");
    println!("load on backendai: {unlimited:?}");
}

fn logs(system: &System) {
    let log = system.app.engine.printed("rtserver");
    let entry = |line: &str| -> Value {
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
    };
    let entries: Vec<Value> = log.lines().map(entry).collect();
    // what the example's own calls of the console print is its own; what fixup adds is a line for each request
    let requests = entries
        .into_iter()
        .filter(|it| it.get("requestId").is_some());
    let requests = Value::from(requests.collect::<Vec<Value>>()).to_string();
    assert!(requests.contains("/api/reports/export/:name"), "{requests}");
    for private in [
        "1970-01-01",
        "203.0.113.7",
        "4711471",
        "demo-password",
        "Bearer ",
    ] {
        assert!(!requests.contains(private), "{private} in {requests}");
        assert!(
            !system.sink.text().contains(private),
            "{private} in what is reported"
        );
    }
}

fn stops(system: &mut System) {
    for name in ["rtserver", "backendai"] {
        let (code, took) = system.app.engine.stop(name);
        assert!(matches!(code, Some(0 | 143)), "{name} ended with {code:?}");
        assert!(took < Duration::from_secs(25), "{name} took {took:?}");
    }
    let gone = system.curl(&format!("{API}/health"), &[]);
    assert_eq!(gone.status, 502, "{gone:?}");
    system.app.engine.up(APP_FILE);
    system.app.engine.wait_until_healthy("rtserver");
    system.app.engine.wait_until_healthy("backendai");
}
