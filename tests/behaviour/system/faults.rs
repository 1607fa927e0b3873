//! The whole system under faults: what comes back by itself, how soon, and what is lost meanwhile. A short round belongs to the
//! tests; `make soak` goes on for as many seconds as `FIXUP_SOAK` says, in an order that `FIXUP_SEED` chooses.

#![expect(
    clippy::print_stdout,
    reason = "figures are for who reads the log of the tests"
)]

use std::env;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::machines::{APP_FILE, System};
use super::{AI, API, Load, PAGES, system};
use crate::harness::wait::wait_for;

/// How long anything may take to come back once the fault is over: a probe that hung is given up after ten seconds.
const RECOVERY: Duration = Duration::from_secs(45);

/// Of a client that asks all the time.
const CONNECTIONS: u8 = 4;

const POSTGRES: u16 = 5432;
const MONGO: u16 = 27017;

/// A fault, by its name, with what causes it and what ends it.
type Fault = (&'static str, fn(&mut System) -> Duration);

const FAULTS: &[Fault] = &[
    ("the database is gone", database_gone),
    ("the database is silent", database_silent),
    ("MongoDB is gone", mongo_gone),
    ("Redis is gone", redis_gone),
    ("a service is killed", service_killed),
    ("the app machine is cut off", app_cut_off),
    ("a certificate is renewed under load", certificate_renewed),
    ("the next version is deployed under load", next_version),
    ("the secret of tokens is rotated", secret_rotated),
];

/// What can be out at the same time as others: how it goes, and how it comes back.
struct Outage {
    name: &'static str,
    begin: fn(&mut System),
    end: fn(&mut System),
}

const OUTAGES: [Outage; 5] = [
    Outage {
        name: "the database is silent",
        begin: |system| system.silence(POSTGRES, true),
        end: |system| system.silence(POSTGRES, false),
    },
    Outage {
        name: "MongoDB is gone",
        begin: |system| system.take_away(MONGO),
        end: |system| system.bring_back(MONGO),
    },
    Outage {
        name: "Redis is gone",
        begin: |system| system.app.engine.kill("redis"),
        end: |system| system.app.engine.up(APP_FILE),
    },
    Outage {
        name: "a service is killed",
        begin: |system| system.app.engine.kill("rtserver"),
        end: |system| system.app.engine.up(APP_FILE),
    },
    Outage {
        name: "the app machine is cut off",
        begin: |system| system.app.engine.space.ip(&["link", "set", "eth0", "down"]),
        end: |system| system.app.engine.space.ip(&["link", "set", "eth0", "up"]),
    },
];

#[test]
#[ignore = "a whole system takes the machine for itself; `make soak` runs it"]
fn what_fails_two_at_once_comes_back() {
    let Some(mut system) = system() else { return };
    let system = &mut *system;
    let mut seed = number("FIXUP_SEED").unwrap_or(20);
    println!("two outages at once, in the order of the seed {seed}");
    let mut pairs = Vec::new();
    for (at, one) in OUTAGES.iter().enumerate() {
        pairs.extend(OUTAGES[at + 1..].iter().map(|other| (one, other)));
    }
    for (at, (one, other)) in shuffled(&pairs, &mut seed).into_iter().enumerate() {
        // either comes back first
        let [first, second] = if seed >> (at + 20) & 1 == 0 {
            [one, other]
        } else {
            [other, one]
        };
        let names = format!("{} and {}", one.name, other.name);
        println!("{names}; {} ends first …", first.name);
        let written = note(system, &names);
        (one.begin)(system);
        (other.begin)(system);
        thread::sleep(Duration::from_secs(3));
        // the pages need none of these
        assert_eq!(status(system, &format!("{PAGES}/")), 200);
        (first.end)(system);
        thread::sleep(Duration::from_secs(1));
        (second.end)(system);
        let took = recovered(system, &[&health(API), &health(AI)]);
        system.app.engine.wait_until_healthy("redis");
        println!("{names}: well again after {:.1} s", took.as_secs_f64());
        assert_eq!(
            notes(system, &written),
            1,
            "what was acknowledged before is there"
        );
    }
}

#[test]
#[ignore = "a whole system takes the machine for itself; `make soak` runs it"]
fn what_fails_comes_back() {
    let Some(mut system) = system() else { return };
    let system = &mut *system;
    let soak: u64 = number("FIXUP_SOAK").unwrap_or_default();
    let mut seed = number("FIXUP_SEED").unwrap_or(20);
    println!("faults, in the order of the seed {seed}");
    let start = Instant::now();
    loop {
        for (name, fault) in shuffled(FAULTS, &mut seed) {
            println!("{name} …");
            let written = note(system, name);
            let took = fault(system);
            println!("{name}: well again after {:.1} s", took.as_secs_f64());
            assert_eq!(
                notes(system, &written),
                1,
                "what was acknowledged before is there"
            );
        }
        if start.elapsed().as_secs() >= soak {
            break;
        }
    }
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

/// All of them in an order that the seed chooses; the seed becomes another one.
fn shuffled<T: Copy>(all: &[T], seed: &mut u64) -> Vec<T> {
    let mut left = all.to_vec();
    let mut chosen = Vec::new();
    while !left.is_empty() {
        *seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(*seed >> 33).expect("it is short") % left.len();
        chosen.push(left.swap_remove(at));
    }
    chosen
}

/// Something that the system says it has kept.
fn note(system: &System, about: &str) -> String {
    let text =
        format!("{about} {:?}", Instant::now()).replace(|c: char| !c.is_ascii_alphanumeric(), "");
    let kept = system.post(
        &format!("{AI}/api/chats/faults"),
        &json!({ "text": text }),
        &[],
    );
    assert_eq!(kept.status, 200, "{kept:?}");
    text
}

/// How often it has that.
fn notes(system: &System, text: &str) -> usize {
    system
        .curl(&format!("{AI}/api/chats/faults"), &[])
        .body
        .matches(text)
        .count()
}

fn status(system: &System, address: &str) -> u16 {
    // without an answer there is no status
    let said = system.ask(address);
    said.unwrap_or_default()
}

/// Waits until the addresses answer 200, and tells how long that took.
#[track_caller]
fn recovered(system: &System, addresses: &[&str]) -> Duration {
    let start = Instant::now();
    for address in addresses {
        let is_well = || (status(system, address) == 200).then_some(());
        let well = wait_for(&format!("{address} to be well"), RECOVERY, is_well);
        well.unwrap_or_else(|late| panic!("{late}\n{}", system.app.engine.said("rtserver")));
    }
    start.elapsed()
}

/// Waits until an address answers so.
#[track_caller]
fn becomes(system: &System, address: &str, wanted: &[u16]) {
    let is_so = || wanted.contains(&status(system, address)).then_some(());
    wait_for(&format!("{address} to answer {wanted:?}"), RECOVERY, is_so)
        .unwrap_or_else(|late| panic!("{late}"));
}

fn health(address: &str) -> String {
    format!("{address}/health")
}

fn database_gone(system: &mut System) -> Duration {
    system.take_away(POSTGRES);
    for address in [API, AI] {
        becomes(system, &health(address), &[503]);
    }
    // the pages need none
    assert_eq!(status(system, &format!("{PAGES}/")), 200);
    system.bring_back(POSTGRES);
    recovered(system, &[&health(API), &health(AI)])
}

fn database_silent(system: &mut System) -> Duration {
    system.silence(POSTGRES, true);
    for address in [API, AI] {
        becomes(system, &health(address), &[503]);
    }
    system.silence(POSTGRES, false);
    recovered(system, &[&health(API), &health(AI)])
}

fn mongo_gone(system: &mut System) -> Duration {
    system.take_away(MONGO);
    for address in [API, AI] {
        let status = status(system, &health(address));
        assert_eq!(status, 200, "nobody needs it to go on: {address}");
    }
    system.bring_back(MONGO);
    recovered(system, &[&health(AI)])
}

fn redis_gone(system: &mut System) -> Duration {
    system.app.engine.kill("redis");
    let complaint = json!({ "text": "bleeding" });
    let triage = system.post(
        &format!("{AI}/api/triage"),
        &complaint,
        &["--max-time", "60"],
    );
    assert_eq!(
        triage.status, 200,
        "a count is not worth an answer: {triage:?}"
    );
    let start = Instant::now();
    system.app.engine.up(APP_FILE);
    system.app.engine.wait_until_healthy("redis");
    start.elapsed()
}

fn service_killed(system: &mut System) -> Duration {
    system.app.engine.kill("rtserver");
    assert_eq!(status(system, &health(API)), 502);
    system.app.engine.up(APP_FILE);
    recovered(system, &[&health(API)])
}

fn app_cut_off(system: &mut System) -> Duration {
    system.app.engine.space.ip(&["link", "set", "eth0", "down"]);
    assert_eq!(
        status(system, &format!("{PAGES}/")),
        200,
        "the pages are on the other machine"
    );
    let said = status(system, &health(API));
    assert!(
        [502, 504].contains(&said),
        "the proxy says that nobody answers, before its clients give up: {said}"
    );
    system.app.engine.space.ip(&["link", "set", "eth0", "up"]);
    recovered(system, &[&health(API), &health(AI)])
}

/// What happens meanwhile to a client that asks all the time.
fn under_load(system: &mut System, address: &str, act: impl FnOnce(&mut System)) -> Load {
    let load = system.start_load(address, CONNECTIONS);
    thread::sleep(Duration::from_secs(2));
    act(system);
    thread::sleep(Duration::from_secs(2));
    load.answers()
}

fn certificate_renewed(system: &mut System) -> Duration {
    let before = system.served();
    let load = under_load(system, &health(API), |system| {
        let renewed = system.renew();
        assert!(renewed.status.success(), "{}", renewed.said());
        let is_other = || (system.served() != before).then_some(());
        wait_for("another certificate", RECOVERY, is_other).unwrap_or_else(|late| panic!("{late}"));
    });
    // a connection that rests is closed by the reload; whoever asks on it at this very moment asks again
    assert!(load.of("ECONNRESET") <= CONNECTIONS.into(), "{load:?}");
    assert_eq!(
        load.of("200") + load.of("ECONNRESET"),
        load.total(),
        "no answer is lost: {load:?}"
    );
    println!("under a renewal: {load:?}");
    load.longest_gap()
}

fn next_version(system: &mut System) -> Duration {
    let tag = system.next_tag();
    let address = health(API);
    let load = under_load(system, &address, |system| system.release(&tag));
    // one instance a service: while it is replaced, the proxy says so, and whoever asks again is answered
    let clean = load.of("200") + load.of("502") + load.of("503") + load.of("504");
    let said = || system.app.engine.said("rtserver");
    assert_eq!(
        clean,
        load.total(),
        "every answer is whole: {load:?}\n{}",
        said()
    );
    println!("under a deployment: {load:?}");
    assert_eq!(status(system, &format!("{PAGES}/")), 200);
    load.longest_gap()
}

fn secret_rotated(system: &mut System) -> Duration {
    let token = system.sign_in();
    let me = format!("{API}/api/auth/me");
    let start = Instant::now();
    system.rotate();
    system.app.start();
    let took = start.elapsed() + recovered(system, &[&health(API)]);
    let reply = system.curl(
        &me,
        &["--header", &format!("Authorization: Bearer {token}")],
    );
    assert_eq!(reply.status, 200, "who was signed in stays so: {reply:?}");
    let new = system.sign_in();
    assert_ne!(new, token);
    let reply = system.curl(&me, &["--header", &format!("Authorization: Bearer {new}")]);
    assert_eq!(reply.status, 200, "{reply:?}");
    took
}
