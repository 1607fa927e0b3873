//! Issue 18 in a small FastAPI service with both sets of packages: while a secret changes, tokens of the previous one are
//! good; nothing else becomes good by it.

use std::path::PathBuf;
use std::sync::OnceLock;

use super::harness::example::Clinic;
use super::harness::needs::{Need, are_met, project};
use super::harness::packages::Python;
use super::harness::service::Service;
use super::harness::tree::Tree;
use super::harness::uvicorn::Uvicorn;

const BOTH: [Python; 2] = [Python::Pinned, Python::Latest];

const OLD: &str = "the-secret-that-was-in-use-until-now-0123456789";
const NEW: &str = "the-secret-that-is-in-use-from-now-on-987654321";
/// Fewer than 32 bytes.
const SHORT: &str = "a-short-one-0123456789-abcdefgh";
/// Long enough, and known to everyone.
const SAMPLE: &str = "Your-Secret-of-32-bytes-or-more-goes-here";
/// What the code falls back to.
const WRITTEN: &str = "the-secret-that-everybody-reads-in-the-code";

const FINE: &str = r#"{"owner":"ada"}"#;
const EXPIRED: &str = r#"{"detail":"expired"}"#;
const INVALID: &str = r#"{"detail":"invalid"}"#;

fn copy() -> Clinic {
    Clinic::holding(&Tree::read(
        &project().join("tests/behaviour/services/parcels"),
    ))
}

fn as_it_is() -> PathBuf {
    static COPY: OnceLock<PathBuf> = OnceLock::new();
    COPY.get_or_init(|| copy().root).clone()
}

fn fixed() -> PathBuf {
    static COPY: OnceLock<PathBuf> = OnceLock::new();
    COPY.get_or_init(|| {
        let copy = copy();
        copy.fixup_well(&["apply", "--issue", "18", "--yes"]);
        copy.root
    })
    .clone()
}

/// A token that is good for some seconds.
fn token(server: &Uvicorn, secret: &str, algorithm: &str, seconds: i32) -> String {
    let script = format!(
        "import jwt, time
print(jwt.encode({{'sub': 'ada', 'exp': int(time.time()) + {seconds}}}, '{secret}', algorithm='{algorithm}'))"
    );
    let ended = server.evaluate(&script);
    assert!(ended.status.success(), "{}", ended.said());
    ended.stdout.trim().to_owned()
}

/// What the service answers to a token.
fn parcels(server: &Service, token: &str) -> String {
    let bearer = format!("Bearer {token}");
    server
        .ask("GET", "/parcels", &[("Authorization", &bearer)])
        .body
}

#[test]
fn with_one_secret_a_change_signs_everybody_out() {
    if !are_met(&[Need::Python]) {
        return;
    }
    for packages in BOTH {
        let server = Uvicorn::new(as_it_is(), packages).with("JWT_SECRET", NEW);
        let old = token(&server, OLD, "HS256", 60);
        let server = server.with("JWT_SECRET_PREVIOUS", OLD).start();
        assert_eq!(parcels(&server, &old), INVALID, "{packages:?}");
    }
}

#[test]
fn a_token_of_the_previous_secret_is_good_as_long_as_that_is_listed() {
    if !are_met(&[Need::Python]) {
        return;
    }
    for packages in BOTH {
        let server = Uvicorn::new(fixed(), packages).with("JWT_SECRET", NEW);
        let (old, new) = (
            token(&server, OLD, "HS256", 60),
            token(&server, NEW, "HS256", 60),
        );
        let after = server.start();
        let answers = [parcels(&after, &old), parcels(&after, &new)];
        assert_eq!(answers, [INVALID, FINE], "{packages:?}");
        drop(after);

        let listed = format!("an-older-one, {OLD}");
        let during = server.with("JWT_SECRET_PREVIOUS", &listed).start();
        let answers = [parcels(&during, &old), parcels(&during, &new)];
        assert_eq!(answers, [FINE, FINE], "{packages:?}");

        let signed = during.ask("POST", "/login?name=ada", &[]).body;
        assert_eq!(
            parcels(&after_change(packages), signed.trim_matches('"')),
            FINE
        );
    }
}

/// The service once the previous secret is gone.
fn after_change(packages: Python) -> Service {
    Uvicorn::new(fixed(), packages)
        .with("JWT_SECRET", NEW)
        .start()
}

#[test]
fn what_was_wrong_with_a_token_stays_wrong() {
    if !are_met(&[Need::Python]) {
        return;
    }
    for packages in BOTH {
        let server = Uvicorn::new(fixed(), packages)
            .with("JWT_SECRET", NEW)
            .with("JWT_SECRET_PREVIOUS", &format!("{OLD},"));
        let wrong = [
            (token(&server, NEW, "HS256", -10), EXPIRED),
            (token(&server, OLD, "HS256", -10), EXPIRED),
            (token(&server, WRITTEN, "HS256", 60), INVALID),
            (token(&server, OLD, "HS512", 60), INVALID),
            (token(&server, OLD, "HS256", 60) + "x", INVALID),
            (
                "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.".to_owned(),
                INVALID,
            ),
            ("no-token".to_owned(), INVALID),
        ];
        let server = server.start();
        for (token, answer) in wrong {
            assert_eq!(parcels(&server, &token), answer, "{packages:?}: {token}");
        }
    }
}

#[test]
fn without_the_secret_production_ends_and_development_makes_one() {
    if !are_met(&[Need::Python]) {
        return;
    }
    let server = |folder| Uvicorn::new(folder, Python::Pinned).with("JWT_SECRET_PREVIOUS", OLD);
    // as it is, anybody can sign in
    let open = server(as_it_is());
    let forged = token(&open, WRITTEN, "HS256", 60);
    assert_eq!(parcels(&open.start(), &forged), FINE);

    for secret in [None, Some("")] {
        let fixed = server(fixed());
        let fixed = match secret {
            Some(secret) => fixed.with("JWT_SECRET", secret),
            None => fixed,
        };
        let developing = fixed.start();
        assert_eq!(parcels(&developing, &forged), INVALID);
        let signed = developing.ask("POST", "/login?name=ada", &[]).body;
        assert_eq!(parcels(&developing, signed.trim_matches('"')), FINE);
        developing.wait_until_said("JWT_SECRET is not set");
        drop(developing);

        let ended = fixed.with("ENVIRONMENT", "production").start_in_vain();
        assert_eq!(ended.status.code(), Some(1), "{}", ended.said());
        for value in [OLD, WRITTEN] {
            assert!(!ended.said().contains(value), "{}", ended.said());
        }
        assert!(ended.stderr.contains("JWT_SECRET"), "{}", ended.said());
    }
}

#[test]
fn production_refuses_a_secret_that_can_be_guessed_and_names_it() {
    if !are_met(&[Need::Python]) {
        return;
    }
    let server = |environment, secret| {
        let server = Uvicorn::new(fixed(), Python::Pinned).with("JWT_SECRET", secret);
        server.with("ENVIRONMENT", environment)
    };
    for weak in [SHORT, SAMPLE] {
        let ended = server("production", weak).start_in_vain();
        assert_eq!(ended.status.code(), Some(1), "{}", ended.said());
        let told = "of an example: JWT_SECRET. Make each with: openssl rand";
        assert!(ended.stderr.contains(told), "{}", ended.said());
        assert!(!ended.said().contains(weak), "{}", ended.said());
        drop(server("development", weak).start());
    }
    let good = server("production", NEW).with("JWT_SECRET_PREVIOUS", SHORT);
    let old = token(&good, SHORT, "HS256", 60);
    assert_eq!(parcels(&good.start(), &old), FINE);
}
