//! The client packages that the survey knows: how each makes a handle, how it is asked and closed.
//! Facts from the packages' own documentation; a new client is a new row.

use crate::code::python::names::dotted;
use crate::code::python::syntax::callee;
use crate::edit::script::Node;

/// A way to make a handle.
pub(crate) struct Client {
    /// The dotted name of what is called.
    pub(crate) makes: &'static str,
    /// How the handle is asked; the word is the template's.
    pub(crate) kind: &'static str,
    /// What it is called in a report.
    pub(crate) name: &'static str,
    /// How it is closed; `@` stands for the handle. Empty where there is nothing to close.
    pub(crate) close: &'static str,
}

impl Client {
    /// Whether it is a cache, which no service needs to answer.
    pub(crate) fn is_cache(&self) -> bool {
        self.name == "redis"
    }
}

const fn client(
    makes: &'static str,
    kind: &'static str,
    name: &'static str,
    close: &'static str,
) -> Client {
    Client {
        makes,
        kind,
        name,
        close,
    }
}

/// Single connections: nobody can ask them while they are in use, but a function that makes one can be asked.
pub(crate) const CONNECTION: &str = "connection";

/// The pool of psycopg2, often behind functions that take a connection and give it back.
pub(crate) const PSYCOPG2_POOL: &str = "psycopg2-pool";

/// asyncpg says good-bye and waits for an answer, for as long as it takes.
const CLOSE_ASYNCPG: &str = "await asyncio.wait_for(@.close(), 5)";
const DISPOSE: &str = "await asyncio.wait_for(@.dispose(), 5)";

pub(crate) const CLIENTS: &[Client] = &[
    client(
        "sqlalchemy.create_engine",
        "sqlalchemy",
        "database",
        "@.dispose()",
    ),
    client(
        "sqlalchemy.engine.create_engine",
        "sqlalchemy",
        "database",
        "@.dispose()",
    ),
    client(
        "sqlmodel.create_engine",
        "sqlalchemy",
        "database",
        "@.dispose()",
    ),
    client(
        "sqlalchemy.ext.asyncio.create_async_engine",
        "async-sqlalchemy",
        "database",
        DISPOSE,
    ),
    client(
        "sqlalchemy.ext.asyncio.engine.create_async_engine",
        "async-sqlalchemy",
        "database",
        DISPOSE,
    ),
    client(
        "sqlmodel.ext.asyncio.session.create_async_engine",
        "async-sqlalchemy",
        "database",
        DISPOSE,
    ),
    client("psycopg2.connect", CONNECTION, "postgres", ""),
    client("psycopg.connect", CONNECTION, "postgres", ""),
    client("psycopg.Connection.connect", CONNECTION, "postgres", ""),
    client(
        "psycopg2.pool.SimpleConnectionPool",
        PSYCOPG2_POOL,
        "postgres",
        "@.closeall()",
    ),
    client(
        "psycopg2.pool.ThreadedConnectionPool",
        PSYCOPG2_POOL,
        "postgres",
        "@.closeall()",
    ),
    client(
        "psycopg_pool.ConnectionPool",
        "psycopg-pool",
        "postgres",
        "@.close()",
    ),
    client(
        "psycopg_pool.AsyncConnectionPool",
        "async-psycopg-pool",
        "postgres",
        "await @.close()",
    ),
    client("asyncpg.create_pool", "asyncpg", "postgres", CLOSE_ASYNCPG),
    client(
        "asyncpg.pool.create_pool",
        "asyncpg",
        "postgres",
        CLOSE_ASYNCPG,
    ),
    client("pymongo.MongoClient", "pymongo", "mongodb", "@.close()"),
    client(
        "pymongo.mongo_client.MongoClient",
        "pymongo",
        "mongodb",
        "@.close()",
    ),
    client(
        "pymongo.AsyncMongoClient",
        "async-mongo",
        "mongodb",
        "await @.close()",
    ),
    client(
        "motor.motor_asyncio.AsyncIOMotorClient",
        "async-mongo",
        "mongodb",
        "@.close()",
    ),
    client(
        "motor.AsyncIOMotorClient",
        "async-mongo",
        "mongodb",
        "@.close()",
    ),
    client("redis.Redis", "redis", "redis", "@.close()"),
    client("redis.StrictRedis", "redis", "redis", "@.close()"),
    client("redis.from_url", "redis", "redis", "@.close()"),
    client("redis.Redis.from_url", "redis", "redis", "@.close()"),
    client(
        "redis.asyncio.Redis",
        "async-redis",
        "redis",
        "await @.aclose()",
    ),
    client(
        "redis.asyncio.from_url",
        "async-redis",
        "redis",
        "await @.aclose()",
    ),
    client(
        "redis.asyncio.Redis.from_url",
        "async-redis",
        "redis",
        "await @.aclose()",
    ),
    client(
        "redis.asyncio.Redis.from_pool",
        "async-redis",
        "redis",
        "await @.aclose()",
    ),
    client(
        "redis.asyncio.client.Redis",
        "async-redis",
        "redis",
        "await @.aclose()",
    ),
];

/// Packages that reach a database in ways that fixup does not know.
pub(crate) const UNKNOWN: &[&str] = &[
    "aiomysql",
    "aiopg",
    "asyncmy",
    "cassandra",
    "cx_Oracle",
    "databases",
    "edgedb",
    "mongoengine",
    "mysql",
    "neo4j",
    "oracledb",
    "peewee",
    "pg8000",
    "prisma",
    "pymysql",
    "pyodbc",
    "surrealdb",
    "tortoise",
];

/// The client that a call makes.
pub(crate) fn made_by(call: &Node<'_>) -> Option<&'static Client> {
    let name = dotted(&callee(call)?)?;
    CLIENTS.iter().find(|client| client.makes == name)
}

/// Whether a node makes a client.
pub(crate) fn is_client(node: &Node<'_>) -> bool {
    made_by(node).is_some()
}
