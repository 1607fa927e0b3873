import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, createServer, get } from "node:http";
import { connect } from "node:net";
import { mock } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

const never = new Promise(() => {});

// These processes go on after their end, so their deadlines must not come
const LATE = { SHUTDOWN_TIMEOUT_MS: "600000" };

// The status of the process, once it would have ended
function exit() {
  return new Promise((resolve) => {
    mock.method(process, "exit", (status) => resolve(status));
  });
}

const signal = (name) => process.emit(name, name);

async function ask(port, path = "/", agent = undefined) {
  const request = get({ port, path, agent });
  const [response] = await once(request, "response");
  response.resume();
  await once(response, "end");
  return response;
}

export default ({ load, start, inEnvironment }) => {
  // A server that shuts down with these closers, until the process would end
  async function shuttingDown(closers, variables, use) {
    await inEnvironment({ ...LATE, ...variables }, async (logged) => {
      mock.method(console, "log", () => {});
      const { shutDownOnSignal } = await load("utils/shutdown.js");
      const server = createServer((req, res) => {
        setTimeout(() => res.end(), req.url === "/slow" ? 500 : 0);
      });
      shutDownOnSignal(server, closers);
      try {
        await use(server, logged);
      } finally {
        process.removeAllListeners("SIGTERM");
        process.removeAllListeners("SIGINT");
        server.closeAllConnections();
        server.close();
      }
    });
  }

  async function listening(server) {
    server.listen(0);
    await once(server, "listening");
    return server.address().port;
  }

  return {
    "an idle server ends at once": async () => {
      for (const name of ["SIGTERM", "SIGINT"]) {
        await shuttingDown(undefined, {}, async (server) => {
          await listening(server);
          const status = exit();
          signal(name);
          assert.equal(await status, 0);
        });
      }
    },

    "a server that does not listen yet ends as well": async () => {
      const closed = mock.fn();
      await shuttingDown({ database: closed }, {}, async () => {
        const status = exit();
        signal("SIGTERM");
        assert.equal(await status, 0);
        assert.equal(closed.mock.callCount(), 1);
      });
    },

    "a request under way is answered before anything is closed": async () => {
      const order = [];
      const closers = {
        sockets: () => order.push("sockets"),
        database: () => order.push("database"),
      };
      await shuttingDown(closers, {}, async (server) => {
        const port = await listening(server);
        const slow = ask(port, "/slow").then((it) => {
          order.push("answer");
          return it;
        });
        await once(server, "request");
        const status = exit();
        signal("SIGTERM");
        assert.equal((await slow).statusCode, 200);
        assert.equal(await status, 0);
        assert.deepEqual(order, ["sockets", "answer", "database"]);
      });
    },

    "a busy client is told to leave": async () => {
      await shuttingDown(undefined, {}, async (server) => {
        const port = await listening(server);
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        const first = await ask(port, "/", agent);
        assert.equal(first.headers.connection, "keep-alive");
        const slow = ask(port, "/slow");
        await once(server, "request");
        const status = exit();
        signal("SIGTERM");
        // idle connections may be closed by now; those that are not are told
        const later = await ask(port, "/", agent).catch((error) => error);
        assert.ok(later.code ?? later.headers.connection === "close");
        await slow;
        assert.equal(await status, 0);
      });
    },

    "a connection that is not HTTP any more does not hold it": async () => {
      await shuttingDown(undefined, {}, async (server) => {
        server.on("upgrade", (_req, socket) => {
          socket.on("error", () => {});
          socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n");
        });
        const port = await listening(server);
        const client = connect(port);
        client.on("error", () => {});
        client.write(
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
        );
        await once(client, "data");
        const status = exit();
        signal("SIGTERM");
        assert.equal(await status, 0);
      });
    },

    "what does not close is told, and the others are closed": async () => {
      const closed = mock.fn();
      const closers = {
        database: () => Promise.reject(new Error("no")),
        redis: () => {
          throw new Error("not connected");
        },
        crm: closed,
      };
      await shuttingDown(closers, {}, async (_server, logged) => {
        const status = exit();
        signal("SIGTERM");
        assert.equal(await status, 1);
        assert.equal(closed.mock.callCount(), 1);
        assert.deepEqual(
          logged().map(([text]) => text),
          [
            "Shutdown: redis did not close:",
            "Shutdown: database did not close:",
          ],
        );
      });
    },

    "a second signal changes nothing": async () => {
      const closed = mock.fn();
      await shuttingDown({ database: closed }, {}, async () => {
        const status = exit();
        signal("SIGTERM");
        signal("SIGTERM");
        signal("SIGINT");
        assert.equal(await status, 0);
        await wait(20);
        assert.equal(closed.mock.callCount(), 1);
        assert.equal(process.exit.mock.callCount(), 1);
      });
    },

    "it does not take longer than its time": async () => {
      const closers = { database: () => never };
      const variables = { SHUTDOWN_TIMEOUT_MS: "50" };
      await shuttingDown(closers, variables, async (_server, logged) => {
        const held = setInterval(() => {}, 1000);
        const status = exit();
        signal("SIGTERM");
        assert.equal(await status, 1);
        assert.deepEqual(logged(), [["Shutdown: not done after 50 ms"]]);
        clearInterval(held);
      });
    },

    "the app ends on SIGTERM": async () => {
      await inEnvironment(LATE, async () => {
        mock.method(console, "log", () => {});
        const status = exit();
        await start();
        signal("SIGTERM");
        assert.equal(await status, 0);
        process.removeAllListeners("SIGTERM");
        process.removeAllListeners("SIGINT");
      });
    },
  };
};
