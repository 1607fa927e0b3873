import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { mock } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

// The status of the process, once it would have ended
function exit() {
  return new Promise((resolve) => {
    mock.method(process, "exit", (status) => resolve(status));
  });
}

const failure = (message) => () => Promise.reject(new Error(message));

export default ({ load, inEnvironment }) => {
  // Starts a server whose databases are connected so; `listen` counts its calls
  async function starting(databases, variables, use) {
    await inEnvironment(variables, async (logged) => {
      mock.method(console, "log", () => {});
      const { startWhenConnected } = await load("utils/start.js");
      const server = createServer();
      const listen = mock.fn(() => server.listen(0));
      const status = exit();
      startWhenConnected(server, databases, listen);
      try {
        await use({ server, listen, status, logged });
      } finally {
        process.removeAllListeners("SIGTERM");
        process.removeAllListeners("SIGINT");
        await wait(10);
        server.close();
      }
    });
  }

  return {
    "it listens once all have answered": async () => {
      let answer;
      const slow = new Promise((resolve) => (answer = resolve));
      const databases = { fast: async () => {}, slow: () => slow };
      await starting(databases, {}, async ({ server, listen, logged }) => {
        await wait(50);
        assert.equal(listen.mock.callCount(), 0);
        answer();
        await once(server, "listening");
        assert.equal(listen.mock.callCount(), 1);
        await wait(10);
        assert.equal(process.listenerCount("SIGTERM"), 0);
        assert.equal(server.listenerCount("error"), 0);
        assert.deepEqual(logged(), []);
      });
    },

    "one that does not answer ends the process, and its password stays secret":
      async () => {
        const address = "postgres://shop:secret@db.example.com/shop";
        const databases = { database: failure(`no way\n to ${address}`) };
        const variables = { DB_CONNECT_RETRIES: "1" };
        await starting(databases, variables, async (it) => {
          assert.equal(await it.status, 1);
          const said = it.logged().flat().join("\n");
          assert.match(said, /database .*no way to postgres:\/\/\S+@db\.example/);
          assert.doesNotMatch(said, /secret/);
          assert.equal(it.listen.mock.callCount(), 0);
        });
      },

    "it is asked again": async () => {
      let asked = 0;
      const late = () => (++asked < 2 ? failure("not yet")() : Promise.resolve());
      mock.method(globalThis, "setTimeout", setImmediate);
      await starting({ late }, {}, async ({ server }) => {
        await once(server, "listening");
        assert.equal(asked, 2);
      });
    },

    "the cause of an error without words is told": async () => {
      const inner = new AggregateError([new Error("connect ECONNREFUSED")]);
      const error = Object.assign(new Error(""), { parent: inner });
      const databases = { database: () => Promise.reject(error) };
      const variables = { DB_CONNECT_RETRIES: "1" };
      await starting(databases, variables, async ({ status, logged }) => {
        await status;
        assert.match(logged().flat().join("\n"), /connect ECONNREFUSED/);
      });
    },

    "one that is not configured is passed over": async () => {
      await starting({ crm: undefined }, {}, async ({ server, logged }) => {
        await once(server, "listening");
        assert.match(logged().flat().join("\n"), /crm is not configured/);
      });
    },

    "a signal ends it while it waits": async () => {
      for (const name of ["SIGTERM", "SIGINT"]) {
        let answer;
        const silent = new Promise((resolve) => (answer = resolve));
        await starting({ database: () => silent }, {}, async (it) => {
          process.emit(name, name);
          assert.equal(await it.status, 0);
          answer();
        });
      }
    },

    "a port that is taken ends the process": async () => {
      await starting({}, {}, async ({ server, listen, status }) => {
        listen.mock.mockImplementation(() => {
          server.emit("error", new Error("EADDRINUSE"));
        });
        assert.equal(await status, 1);
      });
    },

    "a server that handles its errors is left alone": async () => {
      await inEnvironment({}, async () => {
        const { startWhenConnected } = await load("utils/start.js");
        const server = createServer();
        server.on("error", () => {});
        startWhenConnected(server, {}, () => server.listen(0));
        await once(server, "listening");
        assert.equal(server.listenerCount("error"), 1);
        server.close();
      });
    },

    "what `listen` throws ends the process": async () => {
      await starting({}, {}, async ({ listen, status }) => {
        listen.mock.mockImplementation(() => {
          throw new Error("no such port");
        });
        assert.equal(await status, 1);
      });
    },
  };
};
