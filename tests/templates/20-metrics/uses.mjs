import assert from "node:assert/strict";
import { EventEmitter } from "node:events";

const METRICS_TOKEN = "a-token-of-the-scraper";

export default ({ load, start, inEnvironment }) => {
  // What /metrics answers
  const asked = (reportMetrics, authorization) =>
    new Promise((resolve, reject) => {
      const headers = {};
      const response = {
        set: (name, value) => {
          headers[name] = value;
          return response;
        },
        send: (body) => resolve({ status: 200, headers, body }),
        sendStatus: (status) => resolve({ status }),
      };
      reportMetrics({ headers: { authorization } }, response, reject);
    });

  // The labels under which a request is counted, to which `goes` does what Express does
  async function labels(path, goes) {
    const { measureRequests, reportMetrics } = await load("utils/metrics.js");
    const request = { method: "GET", path, params: {} };
    const response = Object.assign(new EventEmitter(), { statusCode: 200 });
    let passed = 0;
    measureRequests(request, response, () => (passed += 1));
    assert.equal(passed, 1);
    goes(request, response);
    response.emit("finish");
    return inEnvironment({ METRICS_TOKEN }, async () => {
      const { body } = await asked(reportMetrics, `Bearer ${METRICS_TOKEN}`);
      return JSON.parse(body);
    });
  }

  const enter = (request, baseUrl, params = {}) => {
    request.params = params;
    request.baseUrl = baseUrl;
  };

  return {
    "the module exports what is asked for and no more": async () => {
      const names = new Set(Object.keys(await load("utils/metrics.js")));
      names.delete("default");
      names.delete("module.exports");
      assert.deepEqual([...names].sort(), ["measureRequests", "reportMetrics"]);
    },

    "a request is counted under the pattern of its route": async () => {
      const counted = await labels("/api/users/7", (request) => {
        enter(request, "/api/users");
        request.route = { path: "/:id" };
      });
      const route = "/api/users/:id";
      assert.deepEqual(counted, [{ method: "GET", route, status_code: 200 }]);
    },

    "and so is one that fails, which Express leads back to the start":
      async () => {
        const [{ route, status_code }] = await labels(
          "/api/users/7",
          (request, response) => {
            enter(request, "/api/users");
            request.route = { path: "/:id" };
            request.baseUrl = "";
            response.statusCode = 500;
          },
        );
        assert.deepEqual([route, status_code], ["/api/users/:id", 500]);
      },

    "an id in the path of a router is no label, nor is its spelling":
      async () => {
        const [{ route }] = await labels("/Wards/a%20b/Beds/9", (request) => {
          enter(request, "/Wards/a%20b", { ward: "a b" });
          enter(request, "/Wards/a%20b/Beds");
          request.route = { path: "/:bed" };
        });
        assert.equal(route, "/wards/:ward/beds/:bed");
        for (const rest of ["x/y", ["x", "y"]]) {
          const [{ route }] = await labels("/files/x/y/z", (request) => {
            enter(request, "/files/x/y", { rest });
            request.route = { path: "/z" };
          });
          assert.equal(route, "/files/:rest/:rest/z");
        }
      },

    "what no route answers is counted as one": async () => {
      const [{ route }] = await labels("/nope/7", (request, response) => {
        enter(request, "/nope");
        request.baseUrl = undefined;
        request.route = undefined;
        response.statusCode = 404;
      });
      assert.equal(route, "unmatched");
    },

    "a path that is no proper encoding harms nobody": async () => {
      const [{ route }] = await labels("/%E0%A4%A/x", (request) => {
        enter(request, "/%E0%A4%A");
        request.route = { path: "/x" };
      });
      assert.match(route, /x$/);
    },

    "probes and the scraper are not counted": async () => {
      for (const path of ["/health", "/metrics"]) {
        const counted = await labels(path, (request) => {
          request.route = { path };
        });
        assert.deepEqual(counted, []);
      }
    },

    "metrics are for whoever sends the token": async () => {
      const { reportMetrics } = await load("utils/metrics.js");
      const refused = { status: 404 };
      await inEnvironment({ METRICS_TOKEN }, async () => {
        const given = await asked(reportMetrics, `Bearer ${METRICS_TOKEN}`);
        assert.equal(given.status, 200);
        assert.match(given.headers["Content-Type"], /^text\/plain; version=/);
        for (const wrong of [undefined, "", METRICS_TOKEN, "Bearer x"]) {
          assert.deepEqual(await asked(reportMetrics, wrong), refused);
        }
      });
      for (const variables of [{}, { METRICS_TOKEN: "" }]) {
        await inEnvironment(variables, async () => {
          for (const wrong of [undefined, "Bearer ", "Bearer undefined"]) {
            assert.deepEqual(await asked(reportMetrics, wrong), refused);
          }
        });
      }
    },

    "the app answers at /metrics": async () => {
      const { routes } = await inEnvironment({}, start);
      assert.deepEqual(Object.keys(routes), ["/metrics"]);
    },
  };
};
