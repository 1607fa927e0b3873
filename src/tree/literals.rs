//! The literals that decide which files are worth parsing.
//! A file is read once, during the walk, and only the set of literals found in it is kept.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

macro_rules! literals {
    ($($name:ident = $($text:literal)|+,)*) => {
        /// A text, or one of several, without which a file cannot hold what some fact looks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Literal { $(#[doc = concat!($("`", $text, "` ",)+)] $name,)* }

        const COUNT: usize = [$(Literal::$name,)*].len();

        const TEXTS: &[(Literal, &str)] = &[$($((Literal::$name, $text),)+)*];
    };
}

literals! {
    Express = "express",
    Cors = "cors",
    SocketIo = "socket.io",
    AllowOrigin = "Access-Control-Allow-Origin",
    AllowOriginLower = "access-control-allow-origin",
    Listen = ".listen(",
    Sequelize = "equelize",
    Mongoose = "mongoose",
    Prisma = "Prisma",
    // much else has these two letters in it
    Postgres = "'pg'" | "\"pg\"",
    Knex = "knex",
    TypeOrm = "DataSource",
    MongoDb = "mongodb",
    Mysql = "mysql2",
    Redis = "redis",
    Sigterm = "SIGTERM",
    FastApi = "FastAPI",
    Uvicorn = "uvicorn",
    CorsMiddleware = "CORSMiddleware",
    Jwt = "jsonwebtoken",
    JwtMiddleware = "express-jwt" | "passport-jwt",
    Environment = "development" | "production" | "staging" | "NODE_ENV",
    CorsAllowedOrigins = "cors_allowed_origins",
    NextPublic = "NEXT_PUBLIC_",
    NextImage = "next/image",
    NextFontGoogle = "next/font/google",
    SkipEnvValidation = "SKIP_ENV_VALIDATION",
    Metrics = "prom-client" | "prometheus" | "opentelemetry" | "promster" | "prom-bundle" | "logfire" | "swagger-stats"
        | "statsd" | "hot-shots" | "StatsD" | "express-status-monitor" | "appmetrics" | "newrelic" | "dd-trace"
        | "elastic-apm" | "applicationinsights" | "datadog" | "ddtrace" | "elasticapm" | "starlette_exporter" | "azure.monitor",
}

/// A set of literals, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Literals(u64);

const _: () = assert!(COUNT <= u64::BITS as usize, "each literal has a bit");

impl Literal {
    fn bit(self) -> u64 {
        1 << self as u32
    }
}

impl Literals {
    /// The texts that are looked for.
    pub fn texts() -> impl Iterator<Item = &'static str> {
        TEXTS.iter().map(|(_, text)| *text)
    }

    /// The literals that occur in `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut found = Self::default();
        for hit in SEARCH.find_overlapping_iter(bytes) {
            let (literal, _) = TEXTS[hit.pattern().as_usize()];
            found.0 |= literal.bit();
        }
        found
    }

    /// Whether `literal` is in the set.
    #[must_use]
    pub fn has(self, literal: Literal) -> bool {
        self.0 & literal.bit() != 0
    }
}

static SEARCH: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .build(TEXTS.iter().map(|(_, text)| text))
        .expect("the literals are few and short")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_literals_are_all_found() {
        let found = Literals::of(b"const pg = require('pg'), app = require('express')(); cors()");
        assert!(
            found.has(Literal::Express) && found.has(Literal::Cors) && found.has(Literal::Postgres)
        );
        assert!(!Literals::of(b"page.jpg").has(Literal::Postgres));
        assert!(!found.has(Literal::SocketIo));
    }
}
