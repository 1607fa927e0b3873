//! All twenty-two as one running system: the example, fully fixed, deployed as its own files say. Two machines in spaces of the
//! network run what user data and compose files tell them, a third is AWS with the database, and a client on the internet asks
//! through TLS, as browsers and scrapers do.

mod asked;
mod faults;
mod machines;

use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};

use self::machines::System;
use super::harness::needs::{Need, are_met};

const API: &str = "https://api-health.example.com";
const AI: &str = "https://ai-health.example.com";
const PAGES: &str = "https://health.example.com";

const NEEDS: &[Need] = &[
    Need::Images,
    Need::Node,
    Need::Postgres,
    Need::Python,
    Need::PatchPythonPackages,
    Need::Registry,
    Need::Aws,
    Need::Hosts,
    Need::Edge,
    Need::Engine,
    Need::ScriptTools,
];

/// The whole system, where it can run: one for all of these tests, each of which leaves it running and well.
fn system() -> Option<MutexGuard<'static, System>> {
    static SYSTEM: LazyLock<Mutex<System>> = LazyLock::new(|| Mutex::new(System::deployed()));
    let is_there = are_met(NEEDS);
    is_there.then(|| SYSTEM.lock().unwrap_or_else(PoisonError::into_inner))
}

/// What a client that asks again and again was answered.
#[derive(Debug)]
struct Load(Value);

impl Load {
    /// What a client has said at its end.
    fn said(text: &str) -> Self {
        let last = text.lines().last().unwrap_or_default();
        Self(serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {text}")))
    }

    /// What autocannon has measured.
    fn measured(text: &str) -> Self {
        let told: Value =
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let counted = told["statusCodeStats"].as_object().into_iter().flatten();
        let mut statuses: Map<String, Value> = counted
            .map(|(status, it)| (status.clone(), it["count"].clone()))
            .collect();
        let errors = told["errors"].as_u64().expect("it counts its errors");
        if errors > 0 {
            statuses.insert("error".to_owned(), errors.into());
        }
        let total: u64 = statuses.values().filter_map(Value::as_u64).sum();
        Self(json!({
            "total": total, "perSecond": told["requests"]["average"], "statuses": statuses,
            "p50": told["latency"]["p50"], "p99": told["latency"]["p99"],
        }))
    }

    /// How many answers had this status.
    fn of(&self, status: &str) -> u64 {
        self.0["statuses"][status].as_u64().unwrap_or_default()
    }

    fn total(&self) -> u64 {
        self.0["total"].as_u64().unwrap_or_default()
    }

    /// The longest time without a good answer.
    fn longest_gap(&self) -> Duration {
        Duration::from_millis(self.0["longestGap"].as_u64().unwrap_or_default())
    }
}
