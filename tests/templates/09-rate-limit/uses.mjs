import assert from "node:assert/strict";

const PRIVATE = "loopback, linklocal, uniquelocal";

export default ({ values, load, start, inEnvironment }) => {
  const module = () => load("utils/rate-limit.js");
  const trusted = (TRUST_PROXY) =>
    inEnvironment({ TRUST_PROXY }, async () =>
      (await module()).trustedProxies(),
    );

  // how many of three requests of one client pass a limit of one
  const passed = (variables) =>
    inEnvironment({ RATE_LIMIT_MAX: "1", ...variables }, async () => {
      const { limitAll } = await module();
      const limit = limitAll(values.unlimited_paths);
      const app = { get: () => undefined };
      const headers = {};
      const req = { app, baseUrl: "", headers, ip: "203.0.113.7", path: "/" };
      const res = {};
      for (const method of ["append", "send", "setHeader", "status"]) {
        res[method] = () => res;
      }
      let count = 0;
      for (const request of [req, { ...req }, { ...req }]) {
        await limit(request, res, (error) => {
          assert.equal(error, undefined);
          count++;
        });
      }
      return count;
    });

  return {
    "the module exports what is asked for and no more": async () => {
      const names = new Set(Object.keys(await module()));
      names.delete("default");
      names.delete("module.exports");
      const logins = values.login_paths.length > 0 ? ["limitLogins"] : [];
      assert.deepEqual(
        [...names].sort(),
        ["limitAll", ...logins, "trustedProxies"],
      );
    },

    "proxies with private addresses are trusted": async () => {
      await inEnvironment({}, async () => {
        assert.equal((await module()).trustedProxies(), PRIVATE);
      });
      assert.equal(await trusted(""), PRIVATE);
    },

    "the environment names others, or how many": async () => {
      assert.equal(await trusted("203.0.113.7"), "203.0.113.7");
      assert.equal(await trusted("2"), 2);
      assert.equal(await trusted("0"), 0);
      assert.equal(await trusted("false"), 0);
    },

    "not every proxy is trusted, whatever the environment says": async () => {
      assert.equal(await trusted("true"), PRIVATE);
    },

    "a client has its limit": async () => {
      assert.equal(await passed({}), 1);
      assert.equal(await passed({ NODE_ENV: "production" }), 1);
    },

    "the service's own tests have none": async () => {
      assert.equal(await passed({ NODE_ENV: "test" }), 3);
    },

    "the app has its limits and its proxies": async () => {
      await inEnvironment({}, async () => {
        const { used, settings } = await start();
        assert.equal(settings["trust proxy"], PRIVATE);
        const paths = used.map((handlers) =>
          typeof handlers[0] === "function" ? "" : handlers[0],
        );
        const { login_paths: logins, limited_path: limited } = values;
        const login = logins.length === 1 ? logins[0] : logins;
        assert.deepEqual(
          paths,
          logins.length === 0 ? [limited] : [limited, login],
        );
        for (const handlers of used) {
          assert.equal(typeof handlers.at(-1), "function");
        }
      });
    },
  };
};
