import assert from "node:assert/strict";
import { mock } from "node:test";

const OPEN = { socket: { server: { listening: true } } };
const CLOSING = { socket: { server: { listening: false } } };

// What a handler answers
async function answer(handler, request = OPEN) {
  const headers = {};
  const { promise, resolve } = deferred();
  let code;
  const response = {
    set: (name, value) => {
      headers[name] = value;
      return response;
    },
    status: (value) => {
      code = value;
      return response;
    },
    json: (body) => {
      resolve({ code, headers, body });
    },
  };
  const done = handler(request, response);
  const given = await promise;
  await done;
  return given;
}

function deferred() {
  let resolve;
  const promise = new Promise((it) => {
    resolve = it;
  });
  return { promise, resolve };
}

const up = () => Promise.resolve();
const down = () => Promise.reject(new Error("secret reason"));

export default ({ values, load, start, inEnvironment }) => {
  const several = values.databases.length > 1;
  const isDown = ({ handle }) => handle === "crm";
  const probes = values.databases.map(({ probe }) => probe).filter(Boolean);

  const always = {
    "the module exports what the app needs": async () => {
      const { reportHealth, ...others } = await load("utils/health.js");
      assert.equal(typeof reportHealth, "function");
      delete others["default"];
      delete others["module.exports"];
      const needed = [...new Set(probes)].sort();
      assert.deepEqual(Object.keys(others).sort(), needed);
    },

    "while all is well the answer is 200 and is not cached": async () => {
      const { reportHealth } = await load("utils/health.js");
      const { code, headers, body } = await answer(
        reportHealth("clinic", { database: up }),
      );
      assert.equal(code, 200);
      assert.deepEqual(headers, { "Cache-Control": "no-store" });
      assert.equal(body.status, "healthy");
      assert.equal(body.service, "clinic");
      assert.equal(new Date(body.timestamp).toISOString(), body.timestamp);
    },

    "a server that closes answers 503": async () => {
      const { reportHealth } = await load("utils/health.js");
      const handler = reportHealth("clinic", { database: up });
      const { code, body } = await answer(handler, CLOSING);
      assert.equal(code, 503);
      assert.equal(body.status, "unhealthy");
    },

    "a socket that knows no server counts as open": async () => {
      const { reportHealth } = await load("utils/health.js");
      const handler = reportHealth("clinic", { database: up });
      assert.equal((await answer(handler, { socket: {} })).code, 200);
    },

    "the app answers at /health under its name": async () => {
      const given = { CRM_HOST: "crm", MYSQL_HOST: "mysql" };
      await inEnvironment(given, async () => {
        const { routes } = await start();
        assert.deepEqual(Object.keys(routes), ["/health"]);
        const { code, body } = await answer(routes["/health"]);
        assert.equal(body.service, values.name);
        assert.equal(code, values.databases.some(isDown) ? 503 : 200);
        if (several) {
          const states = values.databases.map((database) => [
            database.name,
            isDown(database) ? "disconnected" : "connected",
          ]);
          assert.deepEqual(body.databases, Object.fromEntries(states));
        }
      });
    },
  };

  const withoutDatabase = {
    "nothing is said of databases": async () => {
      const { reportHealth } = await load("utils/health.js");
      const { body } = await answer(reportHealth("clinic"));
      assert.deepEqual(Object.keys(body), ["status", "service", "timestamp"]);
    },
  };

  const withDatabases = {
    "databases that answer are connected": async () => {
      const { reportHealth } = await load("utils/health.js");
      const { body } = await answer(reportHealth("clinic", { a: up, b: up }));
      assert.equal(body.database, "connected");
    },

    "one that fails makes it 503, and the reason is logged, not sent":
      async () => {
        await inEnvironment({}, async (logged) => {
          const { reportHealth } = await load("utils/health.js");
          const { code, body } = await answer(
            reportHealth("clinic", { a: up, b: down }),
          );
          assert.equal(code, 503);
          assert.equal(body.status, "unhealthy");
          assert.equal(body.database, "disconnected");
          assert.doesNotMatch(JSON.stringify(body), /secret/);
          const [[text, error]] = logged();
          assert.equal(text, "Health check: b is disconnected:");
          assert.equal(error.message, "secret reason");
        });
      },

    "one that throws at once makes it 503": async () => {
      await inEnvironment({}, async () => {
        const { reportHealth } = await load("utils/health.js");
        const broken = () => {
          throw new Error("not connected");
        };
        const { code } = await answer(reportHealth("clinic", { a: broken }));
        assert.equal(code, 503);
      });
    },

    "one that never answers is given up after three seconds": async () => {
      await inEnvironment({}, async () => {
        mock.timers.enable({ apis: ["setTimeout"] });
        const { reportHealth } = await load("utils/health.js");
        const silent = () => new Promise(() => {});
        const answered = answer(reportHealth("clinic", { a: silent }));
        const early = Symbol("no answer yet");
        const settled = () => new Promise((it) => setImmediate(it, early));
        mock.timers.tick(2999);
        assert.equal(await Promise.race([answered, settled()]), early);
        mock.timers.tick(1);
        assert.equal((await answered).code, 503);
      });
    },

    "while a probe hangs no other is sent, until it is given up": async () => {
      await inEnvironment({}, async () => {
        mock.timers.enable({ apis: ["setTimeout", "Date"] });
        const { reportHealth } = await load("utils/health.js");
        const ends = [];
        const silent = () => new Promise((it) => ends.push(it));
        const handler = reportHealth("clinic", { a: silent });
        const ask = async () => {
          const answered = answer(handler);
          await new Promise((it) => setImmediate(it));
          mock.timers.tick(3000);
          return (await answered).code;
        };
        assert.deepEqual([await ask(), await ask(), await ask()], [503, 503, 503]);
        assert.equal(ends.length, 1);
        mock.timers.tick(1000);
        assert.equal(await ask(), 503);
        assert.equal(ends.length, 2);
        ends[0]();
        ends[1]();
        await new Promise((it) => setImmediate(it));
        const answered = answer(handler);
        await new Promise((it) => setImmediate(it));
        ends[2]();
        assert.equal((await answered).code, 200);
      });
    },

    "a database that stays away is said once": async () => {
      await inEnvironment({}, async (logged) => {
        const { reportHealth } = await load("utils/health.js");
        let probe = down;
        const handler = reportHealth("clinic", { a: () => probe() });
        await answer(handler);
        await answer(handler);
        probe = up;
        await answer(handler);
        await answer(handler);
        const lost = logged().filter(([text]) => /disconnected/.test(text));
        assert.equal(lost.length, 1);
      });
    },

    "one that the service was not given is not asked": async () => {
      const { reportHealth } = await load("utils/health.js");
      const { code, body } = await answer(
        reportHealth("clinic", { a: up, b: undefined }),
      );
      assert.equal(code, 200);
      assert.doesNotMatch(JSON.stringify(body), /"b"/);
    },

    "a failure that comes too late harms nobody": async () => {
      await inEnvironment({}, async () => {
        mock.timers.enable({ apis: ["setTimeout"] });
        const { reportHealth } = await load("utils/health.js");
        let fail;
        const late = () =>
          new Promise((_resolve, reject) => {
            fail = reject;
          });
        const answered = answer(reportHealth("clinic", { a: late }));
        mock.timers.tick(3000);
        assert.equal((await answered).code, 503);
        fail(new Error("too late"));
        await new Promise((it) => setImmediate(it));
      });
    },

    "no timer is left behind": async () => {
      const timers = () =>
        process.getActiveResourcesInfo().filter((it) => it === "Timeout");
      const { reportHealth } = await load("utils/health.js");
      const before = timers();
      await answer(reportHealth("clinic", { a: up }));
      assert.deepEqual(timers(), before);
    },
  };

  const withPg = {
    "while a pool does not answer, a copy of it is asked": async () => {
      await inEnvironment({}, async () => {
        mock.timers.enable({ apis: ["setTimeout"] });
        const { probeOfPg, reportHealth } = await load("utils/health.js");
        const made = [];
        let end;
        class Pool {
          constructor(options) {
            this.options = options;
            this.asked = 0;
            made.push(this);
          }

          on() {}

          query() {
            this.asked += 1;
            const hangs = this.options.max !== 1 && made[0].asked === 1;
            return hangs ? new Promise((it) => (end = it)) : Promise.resolve();
          }

          end() {
            this.ended = true;
            return Promise.resolve();
          }
        }
        const pool = new Pool({ host: "there" });
        const handler = reportHealth("clinic", { a: probeOfPg(() => pool) });
        const first = answer(handler);
        await new Promise((it) => setImmediate(it));
        mock.timers.tick(3000);
        assert.equal((await first).code, 503);
        assert.equal((await answer(handler)).code, 200);
        assert.equal(made.length, 2);
        assert.equal(made[1].options.host, "there");
        assert.ok(made[1].ended);
        end();
        await new Promise((it) => setImmediate(it));
        assert.equal((await answer(handler)).code, 200);
        assert.equal(made.length, 2);
        assert.equal(pool.asked, 2);
      });
    },
  };

  const ofRedis = probes.find((it) => /^probeOf(Ior|R)edis$/.test(it));
  const withRedis = {
    "while a client does not answer, another one is asked, and closed": async () => {
      await inEnvironment({}, async () => {
        mock.timers.enable({ apis: ["setTimeout"] });
        const { [ofRedis]: probeOf, reportHealth } = await load("utils/health.js");
        const made = [];
        const silent = new Set();
        class Redis {
          constructor(options) {
            this.options = options;
            made.push(this);
          }

          on() {}

          connect() {
            return Promise.resolve();
          }

          duplicate(options) {
            return new Redis({ ...this.options, ...options });
          }

          ping() {
            return silent.has(made.indexOf(this))
              ? new Promise(() => {})
              : Promise.resolve("PONG");
          }

          disconnect() {
            this.ended = true;
            return Promise.resolve();
          }
        }
        const redis = new Redis({ host: "there" });
        const handler = reportHealth("clinic", { a: probeOf(() => redis) });
        const late = async () => {
          const answered = answer(handler);
          await new Promise((it) => setImmediate(it));
          mock.timers.tick(3000);
          return (await answered).code;
        };
        silent.add(0).add(1);
        assert.equal(await late(), 503);
        assert.equal(await late(), 503);
        assert.equal((await answer(handler)).code, 200);
        assert.equal(made.length, 3);
        const [, ...copies] = made;
        assert.ok(copies.every((it) => it.ended && it.options.host === "there"));
      });
    },
  };

  const withSeveral = {
    "each of several is named": async () => {
      await inEnvironment({}, async () => {
        const { reportHealth } = await load("utils/health.js");
        const { body } = await answer(
          reportHealth("clinic", { a: up, b: down }),
        );
        assert.deepEqual(body.databases, {
          a: "connected",
          b: "disconnected",
        });
      });
    },
  };

  return {
    ...always,
    ...(values.databases.length > 0 ? withDatabases : withoutDatabase),
    ...(several ? withSeveral : {}),
    ...(probes.includes("probeOfPg") ? withPg : {}),
    ...(ofRedis ? withRedis : {}),
  };
};
