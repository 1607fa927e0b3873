//! Issue 21: errors are reported, and nothing that a service knows of a request leaves it with them.

use std::fs;
use std::sync::OnceLock;
use std::time::Duration;

use super::harness::example::{Clinic, Rtserver};
use super::harness::http::{Reply, send};
use super::harness::needs::{Need, are_met, project};
use super::harness::packages::{self, Python};
use super::harness::service::Service;
use super::harness::sink::Sink;
use super::harness::tree::Tree;
use super::harness::uvicorn::Uvicorn;

const NEEDS: [Need; 3] = [Need::Node, Need::Postgres, Need::PatchPackages];

const PYTHON_NEEDS: [Need; 4] = [
    Need::Node,
    Need::Postgres,
    Need::Python,
    Need::PatchPythonPackages,
];

const HEADERS: [(&str, &str); 4] = [
    ("Content-Type", "application/json"),
    ("Authorization", "Bearer token-of-a-patient"),
    ("Cookie", "session=cookie-of-a-patient"),
    ("X-Forwarded-For", "203.0.113.9"),
];
const BODY: &str = r#"{"text":"078-05-1120"}"#;
/// What nobody else may learn of a request with these headers and body.
const PRIVATE: [&str; 6] = [
    "078-05-1120",
    "1970-01-01",
    "token-of-a-patient",
    "cookie-of-a-patient",
    "203.0.113.9",
    "127.0.0.1",
];

const LIMIT: Duration = Duration::from_secs(20);

/// A copy with the fixes that these tests share.
fn fixed() -> &'static Clinic {
    static COPY: OnceLock<Clinic> = OnceLock::new();
    COPY.get_or_init(|| {
        let clinic = Clinic::copy();
        clinic.fixup_well(&["apply", "--issue", "4,21", "--yes"]);
        clinic
    })
}

fn rtserver() -> Rtserver {
    let modules = packages::of_patches().expect("the tests say that they need them");
    let modules = modules.to_str().expect("the path is UTF-8");
    fixed().rtserver().with("NODE_PATH", modules)
}

fn ask(server: &Service, method: &str, path: &str) -> Reply {
    let reply = send(server.port, method, path, &HEADERS, BODY, LIMIT);
    reply.unwrap_or_else(|reason| panic!("{reason}\n{}", server.said()))
}

#[track_caller]
fn assert_private(sink: &Sink) {
    let sent = sink.text();
    for text in PRIVATE {
        assert!(!sent.contains(text), "{text} left the service:\n{sent}");
    }
}

#[test]
fn an_error_is_reported_without_what_is_known_of_its_request() {
    if !are_met(&NEEDS) {
        return;
    }
    let sink = Sink::open();
    let server = rtserver()
        .with("SENTRY_DSN", &sink.dsn())
        .with("NODE_ENV", "production")
        .start();
    let path = "/api/reports/export/yearly?born=1970-01-01";
    assert_eq!(ask(&server, "GET", path).status, 500);

    let errors = sink.wait_for(1);
    let error = &errors[0]["exception"]["values"][0];
    assert_eq!(error["value"], "no export template for report yearly");
    assert_eq!(errors[0]["transaction"], "GET /api/reports/export/yearly");
    assert_eq!(errors[0]["environment"], "production");
    assert_private(&sink);
}

#[test]
fn what_a_client_does_wrong_is_no_error_of_the_service() {
    if !are_met(&NEEDS) {
        return;
    }
    let sink = Sink::open();
    let server = rtserver().with("SENTRY_DSN", &sink.dsn()).start();
    let broken = send(server.port, "POST", "/api/auth/login", &HEADERS, "{", LIMIT);
    assert_eq!(broken.expect("a reply").status, 400);
    assert_eq!(ask(&server, "GET", "/api/nowhere").status, 404);
    assert_eq!(ask(&server, "GET", "/api/reports/export/x").status, 500);
    // the one behind them is there, so they are not
    assert_eq!(sink.wait_for(1).len(), 1);
}

/// A copy whose reports can be ordered; a schema refuses what is posted, and an error handler answers with 422.
fn with_a_schema() -> Clinic {
    let clinic = Clinic::copy();
    let put = |path: &str, above: &str, code: &str| {
        let path = clinic.root.join("rtserver").join(path);
        let text = fs::read_to_string(&path).expect("the example has the file");
        assert!(text.contains(above), "{text}");
        let text = text.replace(above, &format!("{code}\n{above}"));
        fs::write(path, text).expect("the copy can be written");
    };
    put(
        "routes/reportRoutes.js",
        "module.exports = router;",
        r#"router.post("/orders", (req) => {
  const issues = [{ path: ["text"], received: req.body.text }];
  throw Object.assign(new Error(JSON.stringify(issues)), { issues });
});"#,
    );
    put(
        "app.js",
        "server.listen(PORT",
        r"app.use((err, req, res, next) => {
  if (err.issues) return res.status(422).json({ issues: err.issues });
  next(err);
});",
    );
    clinic.fixup_well(&["apply", "--issue", "21", "--yes"]);
    clinic
}

#[test]
fn what_is_posted_stays_where_an_error_without_a_status_is_answered_with_4xx() {
    if !are_met(&NEEDS) {
        return;
    }
    let sink = Sink::open();
    let clinic = with_a_schema();
    let modules = packages::of_patches().expect("the tests say that they need them");
    let server = clinic
        .rtserver()
        .with("NODE_PATH", modules.to_str().expect("the path is UTF-8"))
        .with("SENTRY_DSN", &sink.dsn())
        .start();
    let refused = ask(&server, "POST", "/api/reports/orders");
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("078-05-1120"), "{}", refused.body);
    assert_eq!(ask(&server, "GET", "/api/reports/export/x").status, 500);
    // the one behind it is there, so it is not
    assert_eq!(sink.wait_for(1).len(), 1);
    assert_private(&sink);
}

#[test]
fn what_a_handler_answers_with_5xx_by_itself_is_reported_with_its_route() {
    if !are_met(&NEEDS) {
        return;
    }
    let sink = Sink::open();
    let clinic = Clinic::copy();
    let path = clinic.root.join("rtserver/routes/reportRoutes.js");
    let text = fs::read_to_string(&path).expect("the example has the file");
    let caught = r#"router.get("/caught/:id", async (req, res) => {
  try {
    throw new Error("no report");
  } catch {
    res.status(500).json({ message: "failed" });
  }
});
module.exports = router;"#;
    let text = text.replace("module.exports = router;", caught);
    fs::write(path, text).expect("the copy can be written");
    clinic.fixup_well(&["apply", "--issue", "21", "--yes"]);
    let modules = packages::of_patches().expect("the tests say that they need them");
    let server = clinic
        .rtserver()
        .with("NODE_PATH", modules.to_str().expect("the path is UTF-8"))
        .with("SENTRY_DSN", &sink.dsn())
        .start();
    let path = "/api/reports/caught/078-05-1120?born=1970-01-01";
    assert_eq!(ask(&server, "GET", path).status, 500);
    sink.wait_until_asked("\"message\":\"GET /api/reports/caught/:id answered 500 by itself\"");
    assert_private(&sink);
}

/// An address that leads nowhere, except by a proxy.
const ELSEWHERE: &str = "http://key@errors.invalid/1";

#[test]
fn without_a_dsn_nothing_leaves_and_all_works() {
    if !are_met(&NEEDS) {
        return;
    }
    let sink = Sink::open();
    let start = || {
        rtserver()
            .with("http_proxy", &sink.address())
            .with("https_proxy", &sink.address())
            .with("SENTRY_SPOTLIGHT", &sink.address())
    };
    let mut server = start().start();
    assert_eq!(ask(&server, "GET", "/").status, 200);
    assert_eq!(ask(&server, "GET", "/api/reports/export/x").status, 500);
    server.signal("TERM");
    let status = server.wait_for_end(LIMIT);
    assert_eq!(status.code(), Some(0), "{}", server.said());
    assert!(sink.is_untouched(), "{}", sink.text());

    // with one, the very same way leads to the sink
    let server = start().with("SENTRY_DSN", ELSEWHERE).start();
    assert_eq!(ask(&server, "GET", "/api/reports/export/x").status, 500);
    sink.wait_until_asked("CONNECT errors.invalid:80");
}

#[test]
fn the_last_error_is_reported_before_the_end() {
    if !are_met(&NEEDS) {
        return;
    }
    let sink = Sink::open();
    let mut server = rtserver().with("SENTRY_DSN", &sink.dsn()).start();
    assert_eq!(ask(&server, "GET", "/api/reports/export/x").status, 500);
    server.signal("TERM");
    let status = server.wait_for_end(LIMIT);
    assert_eq!(status.code(), Some(0), "{}", server.said());
    assert_eq!(sink.wait_for(1).len(), 1);
}

#[test]
fn a_sink_that_is_away_stops_nothing() {
    if !are_met(&NEEDS) {
        return;
    }
    let server = rtserver()
        .with("SENTRY_DSN", "http://key@127.0.0.1:9/1")
        .start();
    for _ in 0..3 {
        assert_eq!(ask(&server, "GET", "/api/reports/export/x").status, 500);
    }
    assert_eq!(ask(&server, "GET", "/").status, 200);
}

/// backendai of a fixed copy, in which no message can be added to the chat `broken`.
fn backendai(python: Python) -> Uvicorn {
    static COPY: OnceLock<Clinic> = OnceLock::new();
    let clinic = COPY.get_or_init(|| {
        let clinic = Clinic::copy();
        clinic.fixup_well(&["apply", "--issue", "21", "--yes"]);
        let chat = clinic.root.join("backendai/data/chat_sessions/broken.json");
        fs::write(chat, "{").expect("the copy has a folder of chats");
        clinic
    });
    clinic
        .backendai(python)
        .with("PYTHONPATH", &python_path(python))
}

/// Where the packages of the service and of the patches lie.
fn python_path(python: Python) -> String {
    let folders = [packages::backendai(python), packages::of_python_patches()];
    let folders = folders.map(|it| it.expect("the tests say that they need them"));
    let path = std::env::join_paths(folders).expect("no colon is in them");
    path.into_string().expect("the paths are UTF-8")
}

#[test]
fn fastapi_reports_an_error_without_what_is_known_of_its_request() {
    if !are_met(&PYTHON_NEEDS) {
        return;
    }
    for python in [Python::Pinned, Python::Latest] {
        let sink = Sink::open();
        let server = backendai(python).with("SENTRY_DSN", &sink.dsn()).start();
        let path = "/api/chats/broken?born=1970-01-01";
        assert_eq!(ask(&server, "POST", path).status, 500);
        assert_eq!(ask(&server, "GET", "/api/chats/nobody").status, 404);

        let errors = sink.wait_for(1);
        assert_eq!(errors.len(), 1, "{errors:?}");
        let values = &errors[0]["exception"]["values"];
        assert_eq!(
            values[values.as_array().map_or(0, Vec::len) - 1]["type"],
            "JSONDecodeError"
        );
        assert_eq!(errors[0]["transaction"], "/api/chats/{session_id}");
        assert_private(&sink);
    }
}

/// A small service, fixed, whose one route logs and keeps what it is told before it fails.
fn patients(python: Python) -> Uvicorn {
    static COPY: OnceLock<Clinic> = OnceLock::new();
    let copy = COPY.get_or_init(|| {
        let original = project().join("tests/behaviour/services/patients");
        let copy = Clinic::holding(&Tree::read(&original));
        copy.fixup_well(&["apply", "--issue", "21", "--yes"]);
        copy
    });
    Uvicorn::new(copy.root.clone(), python).with("PYTHONPATH", &python_path(python))
}

const NOTES: &str = "/patients/4711/notes?born=1970-01-01";

#[test]
fn what_a_failing_route_keeps_and_logs_stays_in_the_service() {
    if !are_met(&PYTHON_NEEDS) {
        return;
    }
    for python in [Python::Pinned, Python::Latest] {
        let sink = Sink::open();
        let mut server = patients(python)
            .with("SENTRY_DSN", &sink.dsn())
            .with("SENTRY_RELEASE", "1.0.0")
            .start();
        assert_eq!(ask(&server, "POST", NOTES).status, 500);
        assert_eq!(
            ask(&server, "GET", "/archive/4711/Ana%20Silva?born=x").status,
            500
        );
        // whatever waits for the end is sent, too
        server.signal("TERM");
        server.wait_for_end(LIMIT);

        let errors = sink.wait_for(2);
        assert_eq!(errors[0]["transaction"], "/patients/{number}/notes");
        assert_eq!(errors[1]["transaction"], "/archive/:value/:value");
        assert_eq!(errors[0]["release"], "1.0.0");
        assert_private(&sink);
        for known in ["4711", "Silva"] {
            assert!(!sink.text().contains(known), "{}", sink.text());
        }
    }
}

#[test]
fn without_a_dsn_fastapi_sends_nothing_and_all_works() {
    if !are_met(&PYTHON_NEEDS) {
        return;
    }
    for python in [Python::Pinned, Python::Latest] {
        let sink = Sink::open();
        let start = || {
            patients(python)
                .with("http_proxy", &sink.address())
                .with("https_proxy", &sink.address())
                .with("SENTRY_SPOTLIGHT", &sink.address())
        };
        let mut server = start().start();
        assert_eq!(ask(&server, "GET", "/").status, 200);
        assert_eq!(ask(&server, "POST", NOTES).status, 500);
        server.signal("TERM");
        server.wait_for_end(LIMIT);
        assert!(sink.is_untouched(), "{}", sink.text());

        // with one, the very same way leads to the sink
        let server = start()
            .with("SENTRY_DSN", ELSEWHERE)
            .without("SENTRY_SPOTLIGHT")
            .start();
        assert_eq!(ask(&server, "POST", NOTES).status, 500);
        sink.wait_until_asked("POST http://errors.invalid/api/1/envelope/");
    }
}

#[test]
fn a_sink_that_is_away_stops_no_fastapi() {
    if !are_met(&PYTHON_NEEDS) {
        return;
    }
    let mut server = patients(Python::Latest)
        .with("SENTRY_DSN", "http://key@127.0.0.1:9/1")
        .start();
    for _ in 0..3 {
        assert_eq!(ask(&server, "POST", NOTES).status, 500);
    }
    assert_eq!(ask(&server, "GET", "/").status, 200);
    server.signal("TERM");
    server.wait_for_end(LIMIT);
}

#[test]
fn without_a_dsn_fastapi_works_as_before() {
    if !are_met(&PYTHON_NEEDS) {
        return;
    }
    for python in [Python::Pinned, Python::Latest] {
        let server = backendai(python).start();
        assert_eq!(ask(&server, "GET", "/hello").status, 200);
        assert_eq!(ask(&server, "POST", "/api/chats/broken").status, 500);
    }
}
