import assert from "node:assert/strict";
import { channel } from "node:diagnostics_channel";
import { EventEmitter } from "node:events";

const DSN = "https://key@example.com/1";

export default ({ load, start, inEnvironment }) => {
  // What Sentry is told in this environment; nothing where it is not begun
  async function begun(variables) {
    globalThis.seen = { routes: {}, cors: [] };
    return inEnvironment(variables, async () => {
      await load("utils/instrument.js");
      return globalThis.seen.sentry;
    });
  }

  async function sent(event) {
    const { beforeSend } = await begun({ SENTRY_DSN: DSN });
    return beforeSend(event);
  }

  // How many reports there are of an error that is answered so
  async function reported(statusCode, more = {}) {
    globalThis.seen = { routes: {}, cors: [] };
    const { reportErrors } = await load("utils/report-errors.js");
    const error = new Error("broken");
    const res = Object.assign(new EventEmitter(), { statusCode: 200, ...more });
    let handedOn;
    reportErrors(error, {}, res, (it) => {
      handedOn = it;
    });
    assert.equal(handedOn, error);
    res.statusCode = statusCode;
    res.emit("close");
    const { reports = [] } = globalThis.seen;
    assert.ok(reports.every((it) => it === error));
    return reports.length;
  }

  return {
    "without a DSN nothing is begun": async () => {
      assert.equal(await begun({}), undefined);
      assert.equal(await begun({ SENTRY_DSN: "" }), undefined);
    },

    "the environment is the one of Sentry, else that of Node": async () => {
      const named = async (variables) => {
        const options = await begun({ SENTRY_DSN: DSN, ...variables });
        return options.environment;
      };
      assert.equal(await named({}), "development");
      assert.equal(await named({ NODE_ENV: "production" }), "production");
      const both = { NODE_ENV: "production", SENTRY_ENVIRONMENT: "staging" };
      assert.equal(await named(both), "staging");
    },

    "what Sentry knows of a request is not sent": async () => {
      const event = await sent({
        message: "broken",
        request: { url: "/notes?born=1970", data: "a body" },
        user: { ip_address: "192.0.2.1" },
        breadcrumbs: [{ message: "a line of the log" }],
      });
      assert.deepEqual(event, { message: "broken" });
    },

    "of a path the words are sent": async () => {
      const paths = {
        "GET /": "GET /",
        "GET /api/v1/visits": "GET /api/v1/visits",
        "GET /api/v1/visits/17/notes": "GET /api/v1/visits/:value/notes",
        "GET /users/jo@example.com": "GET /users/:value",
        "GET /users/jo%40example.com": "GET /users/:value",
        "POST /reset/v1x9-abc": "POST /reset/:value",
        "POST /reset/eyJhbGciOiJIUzI1NiJ9.e30.Q": "POST /reset/:value",
      };
      for (const [path, words] of Object.entries(paths)) {
        const { transaction } = await sent({ transaction: path });
        assert.equal(transaction, words);
      }
    },

    "nothing else is sent, collected, or told to others": async () => {
      const options = await begun({ SENTRY_DSN: DSN });
      assert.equal(options.beforeSendTransaction({}), null);
      assert.equal(options.sendDefaultPii, false);
      assert.equal(options.includeLocalVariables, false);
      assert.equal(options.maxBreadcrumbs, 0);
      assert.deepEqual(options.tracePropagationTargets, []);
    },

    "a rejection that nobody handles stays what it is to Node": async () => {
      const { integrations } = await begun({ SENTRY_DSN: DSN });
      const names = ["OnUncaughtException", "OnUnhandledRejection", "Http"];
      const left = integrations(names.map((name) => ({ name })));
      assert.deepEqual(
        left.map(({ name }) => name),
        ["OnUncaughtException", "Http"],
      );
    },

    "an error is reported once it is answered with 5xx, and handed on": async () => {
      assert.equal(await reported(500), 1);
      assert.equal(await reported(503), 1);
      assert.equal(await reported(422), 0);
      assert.equal(await reported(200), 0);
    },

    "an error that cuts an answer off is reported": async () => {
      assert.equal(await reported(200, { headersSent: true }), 1);
    },

    "what a handler answers with 5xx by itself is reported with its route":
      async () => {
        globalThis.seen = { routes: {}, cors: [] };
        const { reportErrors } = await load("utils/report-errors.js");
        const finish = (statusCode, request, response = {}) => {
          globalThis.seen.messages = [];
          const ended = Object.assign(response, { statusCode });
          channel("http.server.response.finish").publish({
            request: { method: "GET", url: "/orders/17", ...request },
            response: ended,
          });
          return globalThis.seen.messages.at(-1);
        };
        const route = { path: "/:id" };
        const at = (status) => `GET /orders/:id answered ${status} by itself`;
        assert.equal(finish(500, { baseUrl: "/orders", route }), at(500));
        assert.equal(finish(502, { baseUrl: "/orders", route }), at(502));
        assert.equal(finish(404, { baseUrl: "/orders", route }), undefined);
        assert.equal(finish(503, { route: { path: "/health" } }), undefined);
        const below = { baseUrl: "/users/17", route: { path: "/notes" } };
        assert.match(finish(500, below), /^GET \/users\/:value\/notes /);
        assert.match(finish(500, {}), /^GET unmatched /);
        const res = Object.assign(new EventEmitter(), { statusCode: 200 });
        reportErrors(new Error("broken"), {}, res, () => {});
        // each form of the module that is loaded listens, and this one knows the answer
        finish(500, { route });
        const others = globalThis.seen.messages.length - 1;
        finish(500, { route }, res);
        assert.equal(globalThis.seen.messages.length, others);
      },

    "the app hands its errors on, and a shutdown sends the last": async () => {
      const { used, ends } = await start();
      assert.equal(used.length, 1);
      assert.equal(used[0][0].length, 4);
      assert.deepEqual(ends, [2000, 2000]);
    },
  };
};
