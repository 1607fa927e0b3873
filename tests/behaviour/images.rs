//! Issue 16, and all that ends up in images: the example's images are really built, and their containers run.

use std::sync::OnceLock;
use std::time::Duration;

use super::harness::example::Clinic;
use super::harness::images;
use super::harness::needs::{Need, are_met};
use super::harness::packages::Python;

/// Sooner than an engine kills it.
const IN_TIME: Duration = Duration::from_secs(8);

/// A copy of the example with all fixes.
fn fixed() -> &'static Clinic {
    static COPY: OnceLock<Clinic> = OnceLock::new();
    COPY.get_or_init(|| {
        let clinic = Clinic::copy();
        clinic.fixup_well(&["apply", "--yes"]);
        clinic
    })
}

/// A container whose user is nobody special answers, and a stop ends it in order.
#[track_caller]
fn assert_serves(container: images::Container) {
    let mut server = container.start();
    assert_eq!(server.user_of_child(), "1000");
    let reply = server.get("/health");
    assert_eq!(reply.status, 200, "{reply:?}");
    server.signal_child("TERM");
    let status = server.wait_for_end(IN_TIME);
    assert_eq!(status.code(), Some(0), "{status}\n{}", server.said());
}

#[test]
fn the_image_of_rtserver_serves_and_stops() {
    if !are_met(&[Need::Images, Need::Node, Need::Postgres, Need::Registry]) {
        return;
    }
    let image = images::build(&fixed().root.join("rtserver"), "Dockerfile", &[]);
    let server = fixed().rtserver().with("NODE_ENV", "production");
    assert_serves(images::run(&image).with_all(server.variables()));
}

#[test]
fn the_image_of_backendai_serves_and_stops() {
    if !are_met(&[Need::Images, Need::Node, Need::Postgres, Need::Python]) {
        return;
    }
    let image = images::build(&fixed().root.join("backendai"), "Dockerfile", &[]);
    let server = fixed().backendai(Python::Pinned);
    assert_serves(images::run(&image).with_all(server.variables()));
}
