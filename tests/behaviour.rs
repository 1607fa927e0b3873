//! The example is fixed and *run*: real Node, real Postgres, real HTTP, real signals. Every issue shows before the fix
//! and is gone after it, for a fix that reads well and does not work is the worst defect there is.
//!
//! The tests need programs and packages that `make setup` installs. Where one is missing, a test says so and is skipped;
//! with `FIXUP_TESTS_STRICT` in the environment, as in CI, it fails.

#![expect(
    clippy::disallowed_methods,
    reason = "tests write into folders of their own"
)]

#[path = "behaviour/harness/mod.rs"]
mod harness;

#[path = "behaviour/apply.rs"]
mod apply;
#[path = "behaviour/backendai.rs"]
mod backendai;
#[path = "behaviour/before.rs"]
mod before;
#[path = "behaviour/compose.rs"]
mod compose;
#[path = "behaviour/cors.rs"]
mod cors;
#[path = "behaviour/edge.rs"]
mod edge;
#[path = "behaviour/environment.rs"]
mod environment;
#[path = "behaviour/frontend.rs"]
mod frontend;
#[path = "behaviour/health.rs"]
mod health;
#[path = "behaviour/hosts.rs"]
mod hosts;
#[path = "behaviour/images.rs"]
mod images;
#[path = "behaviour/keys.rs"]
mod keys;
#[path = "behaviour/limits.rs"]
mod limits;
#[path = "behaviour/logging.rs"]
mod logging;
#[path = "behaviour/metrics.rs"]
mod metrics;
#[path = "behaviour/modules.rs"]
mod modules;
#[path = "behaviour/notes.rs"]
mod notes;
#[path = "behaviour/parcels.rs"]
mod parcels;
#[path = "behaviour/pools.rs"]
mod pools;
#[path = "behaviour/production.rs"]
mod production;
#[path = "behaviour/scripts.rs"]
mod scripts;
#[path = "behaviour/secrets.rs"]
mod secrets;
#[path = "behaviour/shutdown.rs"]
mod shutdown;
#[path = "behaviour/sockets.rs"]
mod sockets;
#[path = "behaviour/start.rs"]
mod start;
#[path = "behaviour/startup.rs"]
mod startup;
#[path = "behaviour/subsets.rs"]
mod subsets;
#[path = "behaviour/system/mod.rs"]
mod system;
#[path = "behaviour/terraform.rs"]
mod terraform;
#[path = "behaviour/tokens.rs"]
mod tokens;
#[path = "behaviour/tracking.rs"]
mod tracking;
#[path = "behaviour/units.rs"]
mod units;
#[path = "behaviour/uptime.rs"]
mod uptime;
#[path = "behaviour/variables.rs"]
mod variables;
#[path = "behaviour/whole.rs"]
mod whole;
