//! Issue 6: the images of Next.js apps are really built as the new Dockerfiles say, and their containers serve pages: of the
//! example with npm, and of an app in a workspace of pnpm.

use std::path::Path;
use std::time::Duration;

use super::harness::edge::Edge;
use super::harness::example::Clinic;
use super::harness::images::{self, Image, Running};
use super::harness::needs::{Need, are_met, project};
use super::harness::tree::Tree;
use super::harness::wait::wait_for;

/// Sooner than an engine kills it.
const IN_TIME: Duration = Duration::from_secs(8);

const ADDRESS: (&str, &str) = ("NEXT_PUBLIC_API_URL", "https://api-health.example.com");

/// The image of a copy with the fixes of 6 and 16.
fn image_of(tree: &Path, context: &str, dockerfile: &str) -> Image {
    let copy = Clinic::holding(&Tree::read(tree));
    copy.fixup_well(&["apply", "--issue", "6,16", "--yes"]);
    images::build(&copy.root.join(context), dockerfile, &[ADDRESS])
}

/// Its own health check finds a container whose user is nobody special well, and a stop ends it in order.
#[track_caller]
fn assert_is_deployable(image: &Image, mut server: Running) {
    assert_eq!(server.user_of_child(), "1000");
    let check = image.config("Healthcheck")["Test"]
        .as_array()
        .expect("it has a health check");
    let words: Vec<&str> = check.iter().filter_map(|it| it.as_str()).collect();
    assert_eq!(words[0], "CMD");
    let checked = server.execute(&words[1..]);
    assert!(checked.status.success(), "{}", checked.said());

    server.signal_child("TERM");
    let status = server.wait_for_end(IN_TIME);
    // Next.js ends as whoever a signal ended
    assert!(
        matches!(status.code(), Some(0 | 143)),
        "{status}\n{}",
        server.said()
    );
}

/// The page at `path`, which has to be there.
#[track_caller]
fn page(server: &Running, path: &str) -> String {
    let reply = server.get(path);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body
}

/// The edge of the example shows the pages, and metrics to nobody.
#[track_caller]
fn assert_stands_behind_its_edge(server: &Running) {
    let copy = Clinic::copy();
    copy.fixup_well(&["apply", "--issue", "13", "--yes"]);
    let edge = Edge::before(&copy.root, &[("rhinon:4000", server.port)]);
    let host = "health.example.com";
    let seen = ["/", "/wards", "/robots.txt", "/metrics", "/docs"].map(|it| edge.status(host, it));
    assert_eq!(seen, ["200", "200", "200", "404", "404"]);
    let first = edge
        .curl("https", host, "/", &["--include", "--http1.1"])
        .stdout;
    assert!(first.contains(ADDRESS.1), "{first}");
    assert_eq!(
        first.matches("Strict-Transport-Security: ").count(),
        1,
        "{first}"
    );
    // the pages have it, and not that of the edge
    let unknown = edge.curl("https", host, "/docs", &[]).stdout;
    assert!(
        unknown.contains("<html") && !unknown.contains("nginx"),
        "{unknown}"
    );
}

#[test]
fn the_image_of_rhinon_serves_its_pages() {
    if !are_met(&[Need::Images, Need::Node, Need::Registry]) {
        return;
    }
    let image = image_of(
        &project().join("examples/healthcare"),
        "rhinon",
        "Dockerfile",
    );
    assert_eq!(image.config("User"), "1000:1000");
    for left_out in ["sass", "typescript"] {
        assert!(
            !image.holds(&format!("/app/node_modules/{left_out}")),
            "{left_out}"
        );
    }
    let server = images::run(&image).start();

    assert!(page(&server, "/").contains(ADDRESS.1));
    assert!(page(&server, "/robots.txt").contains("Disallow: /"));
    // the page of the build gives way to one that the server made
    let first = page(&server, "/wards");
    let renewed = || (page(&server, "/wards") != first).then_some(());
    wait_for("a page that is made anew", Duration::from_secs(20), renewed)
        .unwrap_or_else(|reason| panic!("{reason}\n{}", server.said()));
    assert!(!server.said().contains("EACCES"), "{}", server.said());

    if are_met(&[Need::Edge]) {
        assert_stands_behind_its_edge(&server);
    }
    assert_is_deployable(&image, server);
}

#[test]
fn the_image_of_an_app_in_a_workspace_serves_its_pages() {
    if !are_met(&[Need::Images, Need::Node, Need::Registry]) {
        return;
    }
    let services = project().join("tests/behaviour/services");
    let image = image_of(&services.join("board"), ".", "apps/web/Dockerfile");
    let server = images::run(&image).start();
    let shown = page(&server, "/");
    assert!(
        shown.contains(ADDRESS.1) && shown.contains("Maternity"),
        "{shown}"
    );
    assert_is_deployable(&image, server);
}
