//! The client packages that the survey knows: how each makes a handle, and the expressions that ask and close it.
//! Facts from the packages' own documentation; a new client is a new row.

use crate::tree::Literal;

/// A client package: how a handle is made, and what can be done with it.
pub(crate) struct Client {
    pub(crate) kind: &'static str,
    pub(crate) literal: Literal,
    pub(crate) package: &'static str,
    /// The constructor or function; `None` is the package itself.
    pub(crate) makes: Option<&'static str>,
    pub(crate) uses: Uses,
}

/// Expressions on a handle.
#[derive(Clone, Copy)]
pub(crate) struct Uses {
    pub(crate) ping: &'static str,
    /// The function that asks a pool, where its connections may be dead without knowing it; empty where the client finds out.
    pub(crate) probe: &'static str,
    /// Fails unless a connection is there or can be made.
    pub(crate) connect: &'static str,
    pub(crate) close: &'static str,
}

/// Where an answer to a ping says that a connection is there.
const fn uses(ping: &'static str, close: &'static str) -> Uses {
    Uses {
        ping,
        probe: "",
        connect: ping,
        close,
    }
}

const fn pool(probe: &'static str, ping: &'static str, close: &'static str) -> Uses {
    Uses {
        probe,
        ..uses(ping, close)
    }
}

const SEQUELIZE: Uses = pool(
    "probeOfSequelize",
    "@.authenticate({ logging: false })",
    "@.close()",
);
const PRISMA: Uses = uses("@.$queryRaw`SELECT 1`", "@.$disconnect()");
pub(crate) const PRISMA_ON_MONGODB: Uses = uses("@.$runCommandRaw({ ping: 1 })", "@.$disconnect()");
const PG: Uses = pool("probeOfPg", "@.query(\"SELECT 1\")", "@.end()");
const TYPEORM: Uses = pool("probeOfTypeOrm", "@.query(\"SELECT 1\")", "@.destroy()");
const KNEX: Uses = pool("probeOfKnex", "@.raw(\"SELECT 1\")", "@.destroy()");
const MYSQL2: Uses = pool(
    "probeOfMysql",
    "@.promise().query(\"SELECT 1\")",
    "@.promise().end()",
);
pub(crate) const MYSQL2_PROMISE: Uses = pool("probeOfMysql", "@.query(\"SELECT 1\")", "@.end()");
// what is not connected would wait for a connection to say good-bye
const IOREDIS: Uses = pool(
    "probeOfIoredis",
    "@.ping()",
    "@.status === \"ready\" ? @.quit() : @.disconnect()",
);
const REDIS: Uses = pool("probeOfRedis", "@.ping()", "@.isReady && @.quit()");
/// Before version 4 a client takes callbacks, and a ping that is given none says nothing of the answer.
pub(crate) const OLD_REDIS: Uses = uses(
    "new Promise((resolve, reject) => {
        @.ping((error) => (error ? reject(error) : resolve(true)));
      })",
    "@.connected && @.quit()",
);
const MONGODB: Uses = pool("probeOfMongo", "@.db().command({ ping: 1 })", "@.close()");
const MONGOOSE: Uses = Uses {
    ping: "@.connection.getClient().db().command({ ping: 1 })",
    probe: "probeOfMongoose",
    connect: "@.connection.asPromise()",
    close: "@.disconnect()",
};

/// The first version of a package of MongoDB that gives a command up when it is told to.
pub(crate) fn first_that_gives_up(package: &str) -> Option<u32> {
    match package {
        "mongodb" => Some(6),
        "mongoose" => Some(8),
        _ => None,
    }
}

/// Before version 6 the connection has no client to ask, and is no promise.
pub(crate) const OLD_MONGOOSE: Uses = Uses {
    ping: "@.connection.db.command({ ping: 1 })",
    probe: "",
    connect: "@.connection.readyState === 1 || once(@.connection, \"open\")",
    close: "@.disconnect()",
};

impl Client {
    /// Whether it is one connection, and not a pool of them.
    pub(crate) fn is_single(&self) -> bool {
        matches!(
            (self.package, self.makes),
            ("pg", Some("Client")) | ("mysql2", Some("createConnection"))
        )
    }

    /// Whether it keeps what the service can do without.
    pub(crate) fn is_cache(&self) -> bool {
        self.kind == "redis"
    }
}

const fn client(
    kind: &'static str,
    literal: Literal,
    package: &'static str,
    makes: Option<&'static str>,
    uses: Uses,
) -> Client {
    Client {
        kind,
        literal,
        package,
        makes,
        uses,
    }
}

/// What can be done with a handle, from the documentation of its package. `@` stands for the handle.
pub(crate) const CLIENTS: &[Client] = &[
    client(
        "database",
        Literal::Sequelize,
        "sequelize",
        Some("Sequelize"),
        SEQUELIZE,
    ),
    client("database", Literal::Sequelize, "sequelize", None, SEQUELIZE),
    client(
        "database",
        Literal::Sequelize,
        "sequelize-typescript",
        Some("Sequelize"),
        SEQUELIZE,
    ),
    client(
        "database",
        Literal::Prisma,
        "@prisma/client",
        Some("PrismaClient"),
        PRISMA,
    ),
    client(
        "database",
        Literal::TypeOrm,
        "typeorm",
        Some("DataSource"),
        TYPEORM,
    ),
    client("database", Literal::Knex, "knex", None, KNEX),
    client("database", Literal::Knex, "knex", Some("knex"), KNEX),
    client("postgres", Literal::Postgres, "pg", Some("Pool"), PG),
    client("postgres", Literal::Postgres, "pg", Some("Client"), PG),
    client(
        "mysql",
        Literal::Mysql,
        "mysql2/promise",
        Some("createPool"),
        MYSQL2_PROMISE,
    ),
    client(
        "mysql",
        Literal::Mysql,
        "mysql2",
        Some("createPool"),
        MYSQL2,
    ),
    client(
        "mysql",
        Literal::Mysql,
        "mysql2",
        Some("createConnection"),
        MYSQL2,
    ),
    client("redis", Literal::Redis, "ioredis", None, IOREDIS),
    client("redis", Literal::Redis, "ioredis", Some("Redis"), IOREDIS),
    client(
        "redis",
        Literal::Redis,
        "redis",
        Some("createClient"),
        REDIS,
    ),
    client(
        "mongodb",
        Literal::MongoDb,
        "mongodb",
        Some("MongoClient"),
        MONGODB,
    ),
    // one connection for the whole process, kept by the package
    client(
        "mongodb",
        Literal::Mongoose,
        "mongoose",
        Some("connect"),
        MONGOOSE,
    ),
];

const SOCKET_SERVER: Uses = uses("", "@.close()");

/// Servers of Socket.IO: no databases, but closed like them.
pub(crate) const SOCKETS: &[Client] = &[
    client(
        "sockets",
        Literal::SocketIo,
        "socket.io",
        Some("Server"),
        SOCKET_SERVER,
    ),
    client(
        "sockets",
        Literal::SocketIo,
        "socket.io",
        None,
        SOCKET_SERVER,
    ),
];

/// Client packages whose handles fixup does not know.
pub(crate) const UNKNOWN: &[&str] = &[
    "@mikro-orm/core",
    "cassandra-driver",
    "drizzle-orm",
    "mssql",
    "mysql",
    "neo4j-driver",
    "oracledb",
    "pg-promise",
    "postgres",
    "slonik",
];
