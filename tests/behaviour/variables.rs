//! Issue 3: a service that lacks a variable says so and stops, before it serves anybody.

use std::time::{Duration, Instant};

use super::harness::example::{Clinic, Rtserver};
use super::harness::needs::{Need, are_met};
use super::harness::packages::Python;

/// A start that fails takes far less time than one that connects.
const AT_ONCE: Duration = Duration::from_secs(5);

const WARNING: &str = "Missing environment variables: ";

fn fixed() -> Rtserver {
    Clinic::fixed().rtserver()
}

#[test]
fn production_ends_at_once_and_names_everything_that_is_missing() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = fixed()
        .with("NODE_ENV", "production")
        .with("ENCRYPTION_KEY", "")
        .without("JWT_SECRET")
        .without("CRM_DB_HOST");
    let values = server.values();
    let start = Instant::now();
    let ended = server.start_in_vain();
    assert!(start.elapsed() < AT_ONCE, "{:?}", start.elapsed());
    assert_eq!(ended.status.code(), Some(1), "{}", ended.said());
    assert_eq!(
        ended.stderr,
        format!("{WARNING}CRM_DB_HOST, ENCRYPTION_KEY, JWT_SECRET\n")
    );
    assert!(!ended.stdout.contains("listens"), "{}", ended.said());
    let is_secret = |value: &&String| value.len() > 4 && *value != "production";
    for value in values.iter().filter(is_secret) {
        assert!(!ended.said().contains(value.as_str()), "{}", ended.said());
    }
}

#[test]
fn one_missing_variable_is_enough() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = fixed()
        .with("NODE_ENV", "production")
        .without("S3_BUCKET_NAME");
    let ended = server.start_in_vain();
    assert_eq!(ended.status.code(), Some(1), "{}", ended.said());
    assert_eq!(ended.stderr, format!("{WARNING}S3_BUCKET_NAME\n"));
}

#[test]
fn an_environment_file_alone_is_enough() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let clinic = Clinic::copy();
    clinic.fixup_well(&["apply", "--issue", "3", "--yes"]);
    let server = clinic
        .rtserver()
        .with("NODE_ENV", "production")
        .reading_a_file();
    let server = server.start();
    assert_eq!(server.get("/").status, 200);
    assert!(!server.said().contains(WARNING), "{}", server.said());
}

#[test]
fn migrations_need_the_database_alone() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let mut server = fixed().with("NODE_ENV", "production");
    for name in [
        "JWT_SECRET",
        "ENCRYPTION_KEY",
        "FRONT_END_URL",
        "AWS_REGION",
        "S3_BUCKET_NAME",
    ] {
        server = server.without(name);
    }
    for name in [
        "CRM_DB_HOST",
        "CRM_DB_NAME",
        "CRM_DB_USERNAME",
        "CRM_DB_PASSWORD",
        "CRM_DB_PORT",
    ] {
        server = server.without(name);
    }
    // the cluster of the tests speaks no TLS, which the configuration asks for elsewhere than on this machine
    let said = server.sequelize(".sequelizerc.main", "db:migrate:status");
    let said = said.unwrap_or_else(|reason| panic!("{reason}"));
    assert!(said.contains("up "), "{said}");
}

#[test]
fn development_starts_with_nothing_and_one_warning() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let clinic = Clinic::copy();
    clinic.fixup_well(&["apply", "--issue", "3", "--yes"]);
    let server = clinic.rtserver().without_anything().start();
    assert_eq!(server.get("/").status, 200);
    assert_eq!(
        server.said().matches(WARNING).count(),
        1,
        "{}",
        server.said()
    );
}

#[test]
fn fastapi_in_production_names_everything_that_is_missing_before_it_connects() {
    if !are_met(&[Need::Postgres, Need::Python]) {
        return;
    }
    for packages in [Python::Pinned, Python::Latest] {
        let server = Clinic::fixed()
            .backendai(packages)
            .with("ENVIRONMENT", "production")
            .with("DB_PASSWORD", "")
            .without("DB_USERNAME");
        let start = Instant::now();
        let ended = server.start_in_vain();
        assert!(start.elapsed() < AT_ONCE, "{:?}", start.elapsed());
        assert_eq!(ended.status.code(), Some(1), "{}", ended.said());
        assert_eq!(
            ended.stderr,
            format!("{WARNING}DB_PASSWORD or POSTGRES_PASSWORD, DB_USERNAME or POSTGRES_USER\n")
        );
        assert!(!ended.said().contains("127.0.0.1"), "{}", ended.said());
    }
}

#[test]
fn fastapi_starts_with_what_it_needs_and_warns_elsewhere() {
    if !are_met(&[Need::Postgres, Need::Python]) {
        return;
    }
    let whole = Clinic::fixed()
        .backendai(Python::Latest)
        .with("ENVIRONMENT", "production")
        .start();
    assert_eq!(whole.get("/hello").status, 200);
    assert!(!whole.said().contains(WARNING), "{}", whole.said());

    let tests = Clinic::fixed()
        .backendai(Python::Latest)
        .without("MONGO_URI");
    let imported = tests.evaluate("import main");
    assert!(imported.status.success(), "{}", imported.said());
    assert_eq!(imported.stderr, format!("{WARNING}MONGO_URI\n"));
}

#[test]
fn what_imports_the_models_of_fastapi_alone_is_not_held_up() {
    if !are_met(&[Need::Postgres, Need::Python]) {
        return;
    }
    let migration = Clinic::fixed()
        .backendai(Python::Latest)
        .with("ENVIRONMENT", "production")
        .without("DB_USERNAME");
    let ended = migration.evaluate("import DB.postgresDB");
    assert!(ended.status.success(), "{}", ended.said());
    assert!(!ended.said().contains(WARNING), "{}", ended.said());
}
