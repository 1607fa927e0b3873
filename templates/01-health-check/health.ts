import type { Socket } from "node:net";
import type { Request, RequestHandler } from "express";

<% set probes = databases | map(attribute="probe") | unique | select | list %>
<% set pools = probes | reject("in", ["probeOfMongo", "probeOfMongoose"]) | list %>
<% if databases %>
type Probe = () => unknown;

/** How long a database may take to answer before it counts as disconnected. */
const PROBE_TIMEOUT_MS = 3000;

/** How long a probe that gets no answer keeps the next one from being sent. */
const GIVE_UP_MS = 10000;

/**
 * A handler that answers 200 while every database answers, else 503; so too once
 * the server closes. The caller waits no longer than PROBE_TIMEOUT_MS, and the
 * reason of a failure goes to the log alone.
 */
export function reportHealth(
  service: string,
  databases: Record<string, Probe | undefined>,
): RequestHandler {
  const watched = Object.entries(databases).flatMap(([name, probe]) =>
    probe ? [watch(name, probe)] : [],
  );
  return async (req, res) => {
    const checks = await Promise.all(watched.map((check) => check()));
    const connected = checks.every((entry) => entry.connected);
    const healthy = connected && !isShuttingDown(req);
    res.set("Cache-Control", "no-store");
    res.status(healthy ? 200 : 503).json({
      status: healthy ? "healthy" : "unhealthy",
      service,
      timestamp: new Date().toISOString(),
      database: connected ? "connected" : "disconnected",
<% if databases | length > 1 %>
      databases: summary(checks),
<% endif %>
    });
  };
}

type Check = { name: string; connected: boolean };

/** A check of one database, which logs when it is lost and when it is back. */
function watch(name: string, probe: Probe): () => Promise<Check> {
  const ask = oneAtATime(probe);
  let wasConnected = true;

  return async () => {
    let connected = true;
    let reason: unknown;
    try {
      await inTime(ask());
    } catch (error) {
      connected = false;
      reason = error;
    }
    if (connected && !wasConnected) {
      console.log(`Health check: ${name} is connected again`);
    } else if (!connected && wasConnected) {
      console.error(`Health check: ${name} is disconnected:`, reason);
    }
    wasConnected = connected;
    return { name, connected };
  };
}

/** A probe that hangs holds a connection: another is only sent once it has been given up. */
function oneAtATime(probe: Probe): () => Promise<unknown> {
  let running: { answer: Promise<unknown>; since: number } | undefined;

  return () => {
    if (running && Date.now() - running.since < GIVE_UP_MS) {
      return running.answer;
    }
    const answer = Promise.resolve().then(probe);
    const own = { answer, since: Date.now() };
    const forget = (): void => {
      running = running === own ? undefined : running;
    };
    running = own;
    answer.then(forget, forget);
    return answer;
  };
}

async function inTime(answer: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error("no answer in time"));
    }, PROBE_TIMEOUT_MS);
  });
  try {
    await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
<% if pools %>

/** How a client of a database is asked, and how its like is made, with connections of its own. */
type Pool<T> = {
  ask: (client: T) => Promise<unknown>;
  copy: (client: T) => T;
  close: (copy: T) => Promise<unknown>;
};
<% if pools | reject("in", ["probeOfIoredis", "probeOfRedis"]) | list %>

type Constructor<T> = new (options: object) => T;
<% endif %>

/**
 * Connections of a client may have died in silence, and these never answer. While one
 * of them keeps a probe waiting, the next ones ask with a new connection.
 */
function probeOf<T>(client: () => unknown, pool: Pool<T>): Probe {
  let isWaiting = false;

  async function askCopy(): Promise<void> {
    const copy = pool.copy(client() as T);
    try {
      await inTime(pool.ask(copy));
    } finally {
      pool.close(copy).catch(() => undefined);
    }
  }

  return async () => {
    if (isWaiting) {
      return askCopy();
    }
    const answer = pool.ask(client() as T).finally(() => {
      isWaiting = false;
    });
    isWaiting = true;
    return inTime(answer);
  };
}
<% endif %>
<% if "probeOfPg" in pools %>

type PgPool = {
  options: { password?: unknown };
  query: (text: string) => Promise<unknown>;
  on: (event: string, listener: () => void) => unknown;
  end: () => Promise<unknown>;
};

/** A probe for a pool of pg. */
export function probeOfPg(client: () => unknown): Probe {
  return probeOf<PgPool>(client, {
    ask: async (pool) => pool.query("SELECT 1"),
    copy: (pool) => {
      const Copy = pool.constructor as Constructor<PgPool>;
      const copy = new Copy({
        ...pool.options,
        // pg hides it
        password: pool.options.password,
        max: 1,
        connectionTimeoutMillis: PROBE_TIMEOUT_MS,
        query_timeout: PROBE_TIMEOUT_MS,
      });
      copy.on("error", () => undefined);
      return copy;
    },
    close: async (copy) => copy.end(),
  });
}
<% endif %>
<% if "probeOfMysql" in pools %>

type MysqlPool = {
  /** The pool itself, of one that gives promises. */
  pool?: MysqlPool;
  config: { connectionConfig: object };
  promise: () => { query: (text: string) => Promise<unknown> };
  end: (done: () => void) => void;
};

/** A probe for a pool of mysql2. */
export function probeOfMysql(client: () => unknown): Probe {
  return probeOf<MysqlPool>(client, {
    ask: async (pool) => (pool.pool ?? pool).promise().query("SELECT 1"),
    copy: (client) => {
      const pool = client.pool ?? client;
      const Copy = pool.constructor as Constructor<MysqlPool>;
      const connectionConfig = {
        ...pool.config.connectionConfig,
        connectTimeout: PROBE_TIMEOUT_MS,
      };
      const size = { connectionLimit: 1, maxIdle: 1 };
      const config = { ...pool.config, ...size, connectionConfig };
      return new Copy({ config });
    },
    close: (copy) =>
      new Promise<void>((resolve) => {
        copy.end(resolve);
      }),
  });
}
<% endif %>
<% if "probeOfSequelize" in pools %>

type Sequelize = {
  options: { dialect?: unknown; dialectOptions?: object };
  config: object;
  authenticate: (options: object) => Promise<unknown>;
  close: () => Promise<unknown>;
};

/** A probe for Sequelize. */
export function probeOfSequelize(client: () => unknown): Probe {
  return probeOf<Sequelize>(client, {
    ask: async (sequelize) => sequelize.authenticate({ logging: false }),
    copy: ({ constructor, options, config }) => {
      const Copy = constructor as Constructor<Sequelize>;
      // only pg waits without an end by itself
      const limits =
        options.dialect === "postgres"
          ? {
              connectionTimeoutMillis: PROBE_TIMEOUT_MS,
              query_timeout: PROBE_TIMEOUT_MS,
            }
          : {};
      return new Copy({
        ...options,
        ...config,
        models: [],
        pool: { max: 1, acquire: PROBE_TIMEOUT_MS },
        dialectOptions: { ...options.dialectOptions, ...limits },
      });
    },
    close: async (copy) => copy.close(),
  });
}
<% endif %>
<% if "probeOfTypeOrm" in pools %>

type DataSource = {
  options: object;
  isInitialized: boolean;
  initialize: () => Promise<unknown>;
  query: (text: string) => Promise<unknown>;
  destroy: () => Promise<unknown>;
};

/** A probe for a data source of TypeORM. */
export function probeOfTypeOrm(client: () => unknown): Probe {
  const copies = new WeakSet<DataSource>();

  return probeOf<DataSource>(client, {
    ask: async (source) => {
      if (copies.has(source)) {
        await source.initialize();
      }
      return source.query("SELECT 1");
    },
    copy: ({ constructor, options }) => {
      const Copy = constructor as Constructor<DataSource>;
      const copy = new Copy({
        ...options,
        entities: [],
        subscribers: [],
        migrations: [],
        migrationsRun: false,
        synchronize: false,
        dropSchema: false,
        cache: false,
        poolSize: 1,
        connectTimeoutMS: PROBE_TIMEOUT_MS,
      });
      copies.add(copy);
      return copy;
    },
    close: async (copy) => copy.destroy(),
  });
}
<% endif %>
<% if "probeOfKnex" in pools %>

type KnexClient = {
  dialect: string;
  config: { connection?: unknown };
  connectionSettings?: { password?: unknown };
  raw: (text: string) => PromiseLike<unknown>;
  destroy: () => Promise<unknown>;
};

/** A probe for knex. */
export function probeOfKnex(knex: () => unknown): Probe {
  const client = (): unknown => (knex() as { client: unknown }).client;

  return probeOf<KnexClient>(client, {
    ask: async (it) => it.raw("SELECT 1"),
    copy: ({ constructor, dialect, config, connectionSettings }) => {
      const Copy = constructor as Constructor<KnexClient>;
      // only pg waits without an end by itself; knex hides the password
      const limited = dialect === "postgresql" &&
        typeof config.connection !== "function" && {
          ...connectionSettings,
          password: connectionSettings?.password,
          connectionTimeoutMillis: PROBE_TIMEOUT_MS,
          query_timeout: PROBE_TIMEOUT_MS,
        };
      return new Copy({
        ...config,
        connection: limited || config.connection,
        pool: { min: 0, max: 1 },
        acquireConnectionTimeout: PROBE_TIMEOUT_MS,
      });
    },
    close: async (copy) => copy.destroy(),
  });
}
<% endif %>
<% if "probeOfIoredis" in pools %>

type Ioredis = {
  ping: () => Promise<unknown>;
  duplicate: (options: object) => Ioredis;
  on: (event: string, listener: () => void) => unknown;
  disconnect: () => unknown;
};

/** A probe for ioredis. */
export function probeOfIoredis(client: () => unknown): Probe {
  return probeOf<Ioredis>(client, {
    ask: async (redis) => redis.ping(),
    copy: (redis) => {
      const copy = redis.duplicate({
        enableOfflineQueue: true,
        retryStrategy: null,
      });
      copy.on("error", () => undefined);
      return copy;
    },
    close: async (copy) => copy.disconnect(),
  });
}
<% endif %>
<% if "probeOfRedis" in pools %>

type Redis = {
  options?: { socket?: object };
  ping: () => Promise<unknown>;
  duplicate: (options: object) => Redis;
  on: (event: string, listener: () => void) => unknown;
  connect: () => Promise<unknown>;
  disconnect: () => Promise<unknown>;
};

/** A probe for redis. */
export function probeOfRedis(client: () => unknown): Probe {
  return probeOf<Redis>(client, {
    ask: async (redis) => redis.ping(),
    copy: (redis) => {
      const copy = redis.duplicate({
        disableOfflineQueue: false,
        socket: { ...redis.options?.socket, reconnectStrategy: false },
      });
      copy.on("error", () => undefined);
      // a ping waits for the connection
      copy.connect().catch(() => undefined);
      return copy;
    },
    close: async (copy) => copy.disconnect(),
  });
}
<% endif %>
<% if "probeOfMongo" in probes or "probeOfMongoose" in probes %>

type MongoClient = {
  db: () => { command: (command: object, options: object) => Promise<unknown> };
};

/** Asks MongoDB; a connection that does not answer in time is given up. */
async function pingMongo(client: MongoClient): Promise<unknown> {
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  return client.db().command({ ping: 1 }, { signal });
}
<% endif %>
<% if "probeOfMongo" in probes %>

/** A probe for a client of MongoDB. */
export function probeOfMongo(client: () => unknown): Probe {
  return async () => pingMongo(client() as MongoClient);
}
<% endif %>
<% if "probeOfMongoose" in probes %>

type Mongoose = { connection: { getClient: () => MongoClient } };

/** A probe for mongoose. */
export function probeOfMongoose(mongoose: () => unknown): Probe {
  return async () =>
    pingMongo((mongoose() as Mongoose).connection.getClient());
}
<% endif %>
<% if databases | length > 1 %>

function summary(checks: Check[]): Record<string, string> {
  const states: Record<string, string> = {};
  for (const { name, connected } of checks) {
    states[name] = connected ? "connected" : "disconnected";
  }
  return states;
}
<% endif %>
<% else %>
/** A handler that answers 200 until the server closes, then 503. */
export function reportHealth(service: string): RequestHandler {
  return (req, res) => {
    const healthy = !isShuttingDown(req);
    res.set("Cache-Control", "no-store");
    res.status(healthy ? 200 : 503).json({
      status: healthy ? "healthy" : "unhealthy",
      service,
      timestamp: new Date().toISOString(),
    });
  };
}
<% endif %>

/** From server.close() on, the load balancer must send nothing here any more. */
function isShuttingDown(req: Request): boolean {
  const { server } = req.socket as Socket & { server?: { listening: boolean } };
  return server !== undefined && !server.listening;
}
