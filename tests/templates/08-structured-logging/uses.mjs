import assert from "node:assert/strict";
import { EventEmitter } from "node:events";

// What a helper logs while it is used in this environment
async function logging(use) {
  globalThis.logged = [];
  await use();
  return globalThis.logged;
}

class Response extends EventEmitter {
  headers = {};
  headersSent = false;
  statusCode = 200;
  writableFinished = true;
  get(name) {
    return this.headers[name];
  }
  set(name, value) {
    this.headers[name] = value;
  }
  status(code) {
    this.statusCode = code;
    return this;
  }
  json(body) {
    this.body = body;
  }
}

const request = (more) => ({
  method: "GET",
  baseUrl: "",
  originalUrl: "/",
  get: () => undefined,
  ...more,
});

export default ({ load, inEnvironment }) => {
  // The entry of one request that ends
  async function requested(req, change = () => {}) {
    const { logRequests } = await load("utils/request-log.js");
    const res = new Response();
    const [entry] = await logging(() => {
      logRequests(request(req), res, () => {});
      change(res);
      res.emit("close");
    });
    if (entry) {
      assert.equal(entry.requestId, res.headers["X-Request-Id"]);
    }
    return entry;
  }

  // The answer to an error, and what was logged
  async function answered(error) {
    const { answerErrors } = await load("utils/error-handler.js");
    const res = new Response();
    const logged = await logging(() =>
      answerErrors(error, request(), res, assert.fail),
    );
    return { status: res.statusCode, body: res.body, logged };
  }

  return {
    "production captures the console, whole": () =>
      inEnvironment({ NODE_ENV: "production" }, async () => {
        const { debug, error, info, log, warn } = console;
        try {
          await load("utils/structured-logger.js");
          const cause = new Error("closed");
          const failure = new Error("100%d of it", { cause });
          const [all, failed, told, empty] = await logging(() => {
            console.log("%s:", "a", "b", { c: 1 });
            console.error("It failed:", failure, "twice");
            console.warn(failure, 7);
            console.info();
          });
          assert.deepEqual(all, { level: "info", message: "a: b { c: 1 }" });
          assert.equal(failed.message, "It failed: 100%d of it twice");
          assert.match(
            failed.stack,
            /^Error: 100%d of it\n.*Caused by: Error: closed\n/s,
          );
          assert.equal(told.level, "warn");
          assert.equal(told.message, "100%d of it 7");
          assert.deepEqual(empty, { level: "info", message: "" });
        } finally {
          Object.assign(console, { debug, error, info, log, warn });
        }
      }),

    "elsewhere the console is left alone": () =>
      inEnvironment({}, async () => {
        const { log } = console;
        await load("utils/structured-logger.js");
        assert.equal(console.log, log);
      }),

    "a folder that cannot be written to is told": () =>
      inEnvironment({ LOG_DIR: "/nowhere" }, async () => {
        const entries = await logging(() => load("utils/structured-logger.js"));
        assert.equal(entries.length, 2);
        assert.match(entries[0].message, /^Nothing is logged to \/nowhere/);
      }),

    "an unknown level is none": () =>
      inEnvironment({ LOG_LEVEL: "loud" }, async () => {
        const { logger } = await load("utils/structured-logger.js");
        assert.equal(logger.lowest, "info");
      }),

    "a request is logged by its route": async () => {
      const entry = await requested({
        baseUrl: "/api/orders",
        route: { path: "/:id" },
        originalUrl: "/api/orders/7?email=a",
      });
      assert.equal(entry.message, "GET /api/orders/:id 200");
      assert.equal(entry.route, "/api/orders/:id");
      assert.deepEqual(Object.keys(entry).sort(), [
        "level",
        "message",
        "method",
        "ms",
        "requestId",
        "route",
        "status",
      ]);
    },

    "a probe is not logged": async () => {
      assert.equal(await requested({ path: "/health" }), undefined);
      assert.equal(await requested({ path: "/metrics" }), undefined);
      assert.ok(await requested({ path: "/healthy-meals", originalUrl: "/" }));
    },

    "a route whose handler failed is told whole": async () => {
      for (const [path, originalUrl, route] of [
        ["/:id/boom", "/api/orders/7/boom?a=/b", "/api/orders/:id/boom"],
        ["/", "/api/orders/", "/api/orders"],
        ["/", "/", "/"],
        ["/*splat", "/files/a/b", "/*splat"],
        ["/items", "/patients/4711/items", "/patients/:id/items"],
      ]) {
        const entry = await requested({ route: { path }, originalUrl });
        assert.equal(entry.route, route);
      }
    },

    "what no route answers has no path": async () => {
      const entry = await requested({ originalUrl: "/patients/4711" });
      assert.equal(entry.message, "GET unmatched 200");
    },

    "what the middleware of a router answers has its mount": async () => {
      const { route } = await requested({ baseUrl: "/wards/12/beds" });
      assert.equal(route, "/wards/:id/beds/*");
    },

    "a request that is broken off is told": async () => {
      const entry = await requested({}, (res) => {
        res.writableFinished = false;
      });
      assert.equal(entry.aborted, true);
    },

    "the id of a proxy is kept, but no text of a client": async () => {
      const id = "0123456789abcdef0123456789abcdef";
      assert.equal((await requested({ get: () => id })).requestId, id);
      const entry = await requested({ get: () => "Jane Doe, 1980" });
      assert.match(entry.requestId, /^[\da-f-]{36}$/);
    },

    "a client is told what it did wrong": async () => {
      for (const code of [{ status: 400 }, { statusCode: 400 }]) {
        const error = Object.assign(new Error("No such ward"), code);
        const { status, body, logged } = await answered(error);
        assert.equal(status, 400);
        assert.deepEqual(body, { message: "No such ward" });
        assert.deepEqual(logged, []);
      }
    },

    "anything else is logged once and told in general words": async () => {
      for (const [error, code, phrase] of [
        [new Error("relation patients"), 500, "Internal Server Error"],
        [
          Object.assign(new Error("full"), { status: 503 }),
          503,
          "Service Unavailable",
        ],
        [
          Object.assign(new Error("odd"), { status: 200 }),
          500,
          "Internal Server Error",
        ],
        [
          Object.assign(new Error("odd"), { status: 999 }),
          500,
          "Internal Server Error",
        ],
        ["a text", 500, "Internal Server Error"],
        [undefined, 500, "Internal Server Error"],
      ]) {
        const { status, body, logged } = await answered(error);
        assert.equal(status, code);
        assert.deepEqual(body, { message: phrase });
        assert.equal(logged.length, 1);
        assert.equal(logged[0].level, "error");
      }
    },

    "an answer that has begun is left to Express": async () => {
      const { answerErrors } = await load("utils/error-handler.js");
      const res = new Response();
      res.headersSent = true;
      const error = new Error("late");
      let passed;
      answerErrors(error, request(), res, (it) => {
        passed = it;
      });
      assert.equal(passed, error);
    },
  };
};
