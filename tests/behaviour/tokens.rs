//! Issue 18: while a secret changes, tokens of the previous one are good; nothing else becomes good by it.

use std::sync::OnceLock;

use super::harness::example::{Clinic, Rtserver};
use super::harness::needs::{Need, are_met};
use super::harness::service::Service;

const OLD: &str = "the-secret-that-was-in-use-until-now-0123456789";
const NEW: &str = "the-secret-that-is-in-use-from-now-on-987654321";
/// Fewer than 32 bytes.
const SHORT: &str = "a-short-one-0123456789-abcdefgh";
/// Long enough, and known to everyone.
const SAMPLE: &str = "Your-Secret-of-32-bytes-or-more-goes-here";

/// A copy with the fix that these tests share.
fn fixed() -> &'static Clinic {
    static COPY: OnceLock<Clinic> = OnceLock::new();
    COPY.get_or_init(|| {
        let clinic = Clinic::copy();
        clinic.fixup_well(&["apply", "--issue", "18", "--yes"]);
        clinic
    })
}

/// A token of the demo account.
fn token(server: &Rtserver, secret: &str, options: &str) -> String {
    let script = format!(
        "console.log(require('jsonwebtoken').sign({{ user_id: 1, purpose: 'reset' }}, '{secret}', {options}))"
    );
    let ended = server.evaluate(&script);
    assert!(ended.status.success(), "{}", ended.said());
    ended.stdout.trim().to_owned()
}

/// What the service answers to a token, where it is verified with a callback.
fn me(server: &Service, token: &str) -> u16 {
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str())];
    server.ask("GET", "/api/auth/me", &headers).status
}

#[test]
fn with_one_secret_a_change_signs_everybody_out() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = Clinic::as_it_is().rtserver().with("JWT_SECRET", NEW);
    let old = token(&server, OLD, "{}");
    let server = server.with("JWT_SECRET_PREVIOUS", OLD).start();
    assert_eq!(me(&server, &old), 401);
}

#[test]
fn a_token_of_the_previous_secret_is_good_as_long_as_that_is_listed() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = fixed().rtserver().with("JWT_SECRET", NEW);
    let (old, new) = (token(&server, OLD, "{}"), token(&server, NEW, "{}"));
    let during = server
        .with("JWT_SECRET_PREVIOUS", &format!("an-older-one, {OLD}"))
        .start();
    assert_eq!([me(&during, &old), me(&during, &new)], [200, 200]);
    drop(during);

    let after = fixed().rtserver().with("JWT_SECRET", NEW).start();
    assert_eq!([me(&after, &old), me(&after, &new)], [401, 200]);
}

#[test]
fn what_was_wrong_with_a_token_stays_wrong() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = fixed()
        .rtserver()
        .with("JWT_SECRET", NEW)
        .with("JWT_SECRET_PREVIOUS", OLD);
    let wrong = [
        token(&server, OLD, "{ expiresIn: -10 }"),
        token(&server, NEW, "{ expiresIn: -10 }"),
        token(&server, "a-secret-that-nobody-has-given-us", "{}"),
        token(&server, OLD, "{ algorithm: 'HS512' }"),
        token(&server, OLD, "{}") + "x",
        "eyJhbGciOiJub25lIn0.eyJ1c2VyX2lkIjoxfQ.".to_owned(),
        "no-token".to_owned(),
    ];
    let server = server.start();
    for token in wrong {
        assert_eq!(me(&server, &token), 401, "{token}");
    }
}

#[test]
fn a_link_in_a_mail_outlives_the_change_where_it_is_verified_in_place() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = fixed()
        .rtserver()
        .with("JWT_SECRET", NEW)
        .with("JWT_SECRET_PREVIOUS", OLD);
    let (old, expired) = (
        token(&server, OLD, "{}"),
        token(&server, OLD, "{ expiresIn: -10 }"),
    );
    let reset = |token: &str| {
        format!(
            "const {{ resetPassword }} = require('./controllers/authController');
             const res = {{ status: (code) => (console.log(code), res), json: (it) => (console.log(it.message), process.exit()) }};
             resetPassword({{ body: {{ token: '{token}', password: 'another' }} }}, res);"
        )
    };
    let said = |token: &str| server.evaluate(&reset(token)).stdout;
    assert!(
        said(&old).contains("The password is changed"),
        "{}",
        said(&old)
    );
    assert!(said(&expired).contains("400"), "{}", said(&expired));
}

#[test]
fn production_refuses_a_secret_that_can_be_guessed_and_names_it() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = |environment, secret| {
        let server = fixed().rtserver().with("JWT_SECRET", secret);
        server.with("NODE_ENV", environment)
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
    let old = token(&good, SHORT, "{}");
    assert_eq!(me(&good.start(), &old), 200);
}

#[test]
fn the_fix_is_the_same_before_and_after_the_others() {
    assert!(are_met(&[]));
    let (first, last) = (Clinic::copy(), Clinic::copy());
    for issues in ["18", "10", "5", "4", "1"] {
        first.fixup_well(&["apply", "--issue", issues, "--yes"]);
    }
    for issues in ["1", "4,5", "10,18"] {
        last.fixup_well(&["apply", "--issue", issues, "--yes"]);
    }
    assert_eq!(first.tree().differences(&last.tree()), [""; 0]);
}
