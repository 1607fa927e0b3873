import assert from "node:assert/strict";

const PRODUCTION = { NODE_ENV: "production" };

export default ({ values, load, start, inEnvironment }) => {
  const module = () => load("utils/allowed-origins.js");
  const allowed = (variables) =>
    inEnvironment(variables, async () => (await module()).corsAllowlist());
  const isListed = (list, origin) =>
    list.some((it) => (it instanceof RegExp ? it.test(origin) : it === origin));

  // Whether a socket with these headers is let in
  const isLetIn = (handler, headers) => {
    let given;
    handler({ headers }, (error, success) => {
      assert.equal(error, null);
      given = success;
    });
    assert.equal(typeof given, "boolean");
    return given;
  };

  const always = {
    "the module exports what is asked for and no more": async () => {
      const names = new Set(Object.keys(await module()));
      names.delete("default");
      names.delete("module.exports");
      const sockets = values.sockets ? ["allowSocketsFrom"] : [];
      assert.deepEqual([...names].sort(), [...sockets, "corsAllowlist"]);
    },

    "the list comes from the environment": async () => {
      const list = await allowed({
        ...PRODUCTION,
        CORS_ALLOWED_ORIGINS: "https://a.example/, http://b.example:8080 ,,",
      });
      assert.deepEqual(list, ["https://a.example", "http://b.example:8080"]);
    },

    "without one there, it is the list in the code": async () => {
      for (const empty of [{}, { CORS_ALLOWED_ORIGINS: " , " }]) {
        const list = await allowed({ ...PRODUCTION, ...empty });
        assert.deepEqual(list, values.origins ?? []);
      }
    },

    "the page that a variable names is the first of them": async () => {
      const { page_variable: name, origins } = values;
      const own = (address) => ({ ...PRODUCTION, ...(name && { [name]: address }) });
      const first = name ? ["https://a.example:8443"] : [];
      const known = origins ?? [];
      const list = await allowed(own("https://a.example:8443/app?x=/"));
      assert.deepEqual(list, [...first, ...known]);
      for (const none of ["", "*", "/app", "a.example"]) {
        assert.deepEqual(await allowed(own(none)), known, none);
      }
      const given = { CORS_ALLOWED_ORIGINS: "https://b.example" };
      assert.deepEqual(await allowed({ ...own("https://a.example"), ...given }), ["https://b.example"]);
    },

    "an empty list is worth a warning, wherever it is empty": async () => {
      const warnings = (variables) =>
        inEnvironment(variables, async (logged) => {
          (await module()).corsAllowlist();
          return logged().length;
        });
      const isEmpty = values.origins === null;
      assert.equal(await warnings(PRODUCTION), isEmpty ? 1 : 0);
      assert.equal(await warnings({}), isEmpty ? 1 : 0);
      const given = { CORS_ALLOWED_ORIGINS: "https://a.example" };
      assert.equal(await warnings({ ...PRODUCTION, ...given }), 0);
    },

    "a star is refused, also among others": async () => {
      for (const star of ["*", "https://a.example, *", "*/"]) {
        const list = allowed({ CORS_ALLOWED_ORIGINS: star });
        await assert.rejects(list, /CORS_ALLOWED_ORIGINS must list origins/);
      }
    },

    "localhost is allowed outside of production": async () => {
      for (const variables of [{}, { NODE_ENV: "development" }]) {
        const list = await allowed(variables);
        for (const origin of [
          "http://localhost",
          "http://localhost:5173",
          "https://localhost:8443",
          "http://127.0.0.1:3000",
        ]) {
          assert.ok(isListed(list, origin), origin);
        }
        for (const origin of [
          "http://localhost.evil.example",
          "http://evil.example/?http://localhost",
          "http://127.0.0.1.evil.example",
          "http://127a0b0c1",
          "ftp://localhost",
          "null",
        ]) {
          assert.ok(!isListed(list, origin), origin);
        }
      }
    },

    "localhost is not allowed in production": async () => {
      const list = await allowed(PRODUCTION);
      assert.ok(!isListed(list, "http://localhost:5173"));
    },

    "the list is read once": async () => {
      const { corsAllowlist } = await module();
      const first = await inEnvironment(PRODUCTION, () => corsAllowlist());
      assert.equal(await inEnvironment({}, () => corsAllowlist()), first);
    },

    "nothing is read before it is needed": async () => {
      await inEnvironment({ CORS_ALLOWED_ORIGINS: "*" }, module);
    },

    "the app hands the list to cors": async () => {
      await inEnvironment({}, async () => {
        const { cors } = await start();
        const [first, second] = cors;
        assert.equal(cors.length, 2);
        assert.ok(isListed(first.origin, "http://localhost:5173"));
        assert.equal(first.credentials, true);
        assert.deepEqual(second, { origin: first.origin });
      });
    },
  };

  const withSockets = {
    "a socket of a listed origin may pass, and no other": async () => {
      const { allowSocketsFrom } = await module();
      const handler = allowSocketsFrom(["https://a.example", /^app:\/\/b$/]);
      assert.ok(isLetIn(handler, { origin: "https://a.example" }));
      assert.ok(isLetIn(handler, { origin: "app://b" }));
      for (const origin of [
        "https://evil.example",
        "https://a.example.evil.example",
        "http://a.example",
        "null",
        "",
      ]) {
        assert.ok(!isLetIn(handler, { origin, host: "h.example" }), origin);
      }
    },

    "one origin needs no list": async () => {
      const { allowSocketsFrom } = await module();
      for (const one of ["https://a.example", /^https:\/\/a\.example$/]) {
        const handler = allowSocketsFrom(one);
        assert.ok(isLetIn(handler, { origin: "https://a.example" }));
        assert.ok(!isLetIn(handler, { origin: "https://b.example" }));
      }
    },

    "a socket without an origin may pass": async () => {
      const { allowSocketsFrom } = await module();
      assert.ok(isLetIn(allowSocketsFrom([]), { host: "h.example" }));
      assert.ok(isLetIn(allowSocketsFrom([]), {}));
    },

    "a socket of a page of the own host may pass": async () => {
      const { allowSocketsFrom } = await module();
      const own = (origin, host) =>
        isLetIn(allowSocketsFrom([]), { origin, host });
      assert.ok(own("https://h.example", "h.example"));
      assert.ok(own("http://h.example:3000", "h.example:3000"));
      assert.ok(!own("http://h.example:3000", "h.example"));
      assert.ok(!own("https://evil.example", "h.example"));
      assert.ok(!own("https://h.example", undefined));
      assert.ok(!own("null", undefined));
    },

    "the app asks before it lets a socket in": async () => {
      await inEnvironment({}, async () => {
        const { sockets, cors } = await start();
        assert.deepEqual(sockets.cors, { origin: cors[0].origin });
        const { allowRequest } = sockets;
        assert.ok(isLetIn(allowRequest, { origin: "http://localhost:5173" }));
        assert.ok(!isLetIn(allowRequest, { origin: "https://evil.example" }));
      });
    },
  };

  return { ...always, ...(values.sockets ? withSockets : {}) };
};
