//! What public images are, by their names.

/// What a public image is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Redis, or what speaks as it does.
    Redis,
    /// A cache without a memory of its own.
    Memcached,
    Database,
    /// Something that only developers look at.
    Tool,
    /// What stands between clients and services.
    Proxy,
    /// What runs code, and holds none.
    Runtime,
    Other,
}

const REDIS: &[&str] = &[
    "redis",
    "valkey",
    "keydb",
    "dragonfly",
    "redis-stack-server",
];

const DATABASES: &[&str] = &[
    "postgres",
    "postgresql",
    "pgvector",
    "postgis",
    "timescaledb",
    "timescaledb-ha",
    "mysql",
    "mysql-server",
    "mariadb",
    "percona",
    "percona-server",
    "mongo",
    "mongodb",
    "mongodb-community-server",
    "couchdb",
    "cassandra",
    "neo4j",
    "cockroach",
    "clickhouse-server",
    "supabase-postgres",
    "mssql",
    "azure-sql-edge",
];

const TOOLS: &[&str] = &[
    "mailhog",
    "mailpit",
    "maildev",
    "mailcatcher",
    "smtp4dev",
    "mailtrap",
    "adminer",
    "pgadmin4",
    "phpmyadmin",
    "mongo-express",
    "redis-commander",
    "redisinsight",
    "redis-stack",
    "localstack",
    "swagger-ui",
    "ngrok",
    "dozzle",
];

const PROXIES: &[&str] = &[
    "nginx",
    "nginx-unprivileged",
    "traefik",
    "caddy",
    "haproxy",
    "httpd",
    "envoy",
    "nginx-proxy",
    "certbot",
];

const RUNTIMES: &[&str] = &[
    "node",
    "library/node",
    "oven/bun",
    "python",
    "library/python",
];

/// What an image is, by its name.
pub(crate) fn kind(image: &str) -> Kind {
    let name = name(image).to_lowercase();
    let parts: Vec<&str> = name.split('/').collect();
    let is_one = |all: &[&str]| parts.last().is_some_and(|last| all.contains(last));
    if is_one(REDIS) {
        Kind::Redis
    } else if is_one(&["memcached"]) {
        Kind::Memcached
    } else if is_one(DATABASES) || parts.contains(&"mssql") {
        Kind::Database
    } else if is_one(TOOLS) {
        Kind::Tool
    } else if is_one(PROXIES) {
        Kind::Proxy
    } else if RUNTIMES.contains(&name.trim_start_matches("docker.io/")) {
        Kind::Runtime
    } else {
        Kind::Other
    }
}

/// An image without its tag and digest.
pub(crate) fn name(image: &str) -> &str {
    let image = image.split_once('@').map_or(image, |(name, _)| name);
    match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => image,
    }
}

/// Whether an image comes from a registry of somebody's own: a host, a namespace, or a variable that stands for them.
pub(crate) fn is_from_registry(image: &str) -> bool {
    name(image).contains('/') || image.contains("${")
}

#[cfg(test)]
mod tests {
    use super::{Kind, kind, name};

    #[test]
    fn an_image_is_told_by_its_name() {
        let cases = [
            ("redis:7-alpine", Kind::Redis),
            ("docker.io/valkey/valkey", Kind::Redis),
            ("pgvector/pgvector:pg17", Kind::Database),
            ("mcr.microsoft.com/mssql/server:2022-latest", Kind::Database),
            ("mailhog/mailhog", Kind::Tool),
            ("nginx@sha256:00", Kind::Proxy),
            ("node:22-slim", Kind::Runtime),
            ("somebody/node", Kind::Other),
            ("rabbitmq:3-management", Kind::Other),
        ];
        for (image, expected) in cases {
            assert_eq!(kind(image), expected, "{image}");
        }
        assert_eq!(name("localhost:5000/a/b"), "localhost:5000/a/b");
    }
}
