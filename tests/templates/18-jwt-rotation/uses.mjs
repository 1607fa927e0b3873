import assert from "node:assert/strict";
import { mock } from "node:test";

export default ({ values, load, inEnvironment }) => {
  const name = values.previous ?? "JWT_SECRET_PREVIOUS";
  const module = () => load("utils/jwt-rotation.js");

  // A token is what it says, who signed it, and what is wrong with it
  const calls = [];
  const verify = (token, secret, options, callback) => {
    calls.push(options);
    const [said, signer, flaw] = token.split("|");
    const wrong = signer === secret ? flaw : "invalid signature";
    const error = wrong && new Error(secret ? wrong : "no secret");
    if (callback) {
      return callback(error ?? null, said);
    }
    if (error) {
      throw error;
    }
    return said;
  };

  const verified = (token, secret, previous, ...rest) =>
    inEnvironment(
      previous === undefined ? {} : { [name]: previous },
      async () => {
        const { withPreviousSecrets } = await module();
        calls.length = 0;
        return withPreviousSecrets(verify, name)(token, secret, ...rest);
      },
    );

  // What the check of a secret says, and the statuses with which it ends the process
  const others = Object.fromEntries(
    values.jwt_secrets.slice(1).map((name) => [name, "\u00e9".repeat(16)]),
  );
  const checked = (secret, NODE_ENV) =>
    inEnvironment(
      { NODE_ENV, ...others, [values.jwt_secrets[0]]: secret },
      async (logged) => {
        const exit = mock.method(process, "exit", () => undefined);
        await load("utils/check-jwt-secrets.js");
        const ended = exit.mock.calls.map((call) => call.arguments[0]);
        exit.mock.restore();
        const made = process.env[values.jwt_secrets[0]];
        return { said: logged().flat().join(), ended, made };
      },
    );

  return {
    "production ends with a weak secret, and names it": async () => {
      const weak = ["x".repeat(31), "Change-Me-" + "0".repeat(40)];
      for (const secret of weak) {
        const { said, ended } = await checked(secret, "production");
        assert.deepEqual(ended, [1]);
        assert.match(said, new RegExp(`: ${values.jwt_secrets[0]}\\. Make`));
        assert.ok(!said.includes(secret));
      }
    },

    "bytes count, and elsewhere any will do": async () => {
      for (const [secret, where] of [
        ["\u00e9".repeat(16), "production"],
        ["short", "development"],
      ]) {
        const { said, ended, made } = await checked(secret, where);
        assert.deepEqual([said, ended, made], ["", [], secret]);
      }
    },

    "production ends without a needed secret, and names it": async () => {
      const { said, ended } = await checked("", "production");
      const needs = values.needed_jwt_secrets.length > 0;
      assert.deepEqual(ended, needs ? [1] : []);
      if (needs) {
        assert.match(said, new RegExp(`Missing secrets: ${values.jwt_secrets[0]}\\.`));
      }
    },

    "elsewhere one is made, and that is said": async () => {
      const { said, ended, made } = await checked("", "development");
      assert.deepEqual(ended, []);
      if (values.needed_jwt_secrets.length > 0) {
        assert.ok(Buffer.byteLength(made) >= 32);
        assert.match(said, new RegExp(`^${values.jwt_secrets[0]} is not set`));
        assert.ok(!said.includes(made));
      } else {
        assert.equal(made, "");
        assert.equal(said, "");
      }
    },

    "the module exports what is asked for and no more": async () => {
      const names = new Set(Object.keys(await module()));
      names.delete("default");
      names.delete("module.exports");
      assert.deepEqual([...names], ["withPreviousSecrets"]);
    },

    "the current secret is good": async () => {
      assert.equal(await verified("ada|new", "new"), "ada");
      assert.equal(calls.length, 1);
      assert.equal(await verified("ada|new", "new", "old"), "ada");
    },

    "so is every previous one": async () => {
      assert.equal(await verified("ada|old", "new", "old"), "ada");
      assert.equal(await verified("ada|older", "new", " old, older ,"), "ada");
    },

    "no other is, and none without the list": async () => {
      await assert.rejects(
        verified("ada|x", "new", "old"),
        /invalid signature/,
      );
      await assert.rejects(verified("ada|old", "new"), /invalid signature/);
      await assert.rejects(verified("ada|", "new", ","), /invalid signature/);
    },

    "an expired token stays expired, whoever signed it": async () => {
      for (const signer of ["new", "old"]) {
        const token = `ada|${signer}|jwt expired`;
        await assert.rejects(
          verified(token, "new", "old"),
          /^Error: jwt expired/,
        );
      }
    },

    "a missing secret is the error that it was": async () => {
      await assert.rejects(verified("ada|x", undefined, "old"), /no secret/);
    },

    "a callback is called, once": async () => {
      const heard = [];
      const hear = (...words) => heard.push(words);
      await verified("ada|old", "new", "old", hear);
      await verified("ada|old", "new", "old", { issuer: "us" }, hear);
      await verified("ada|x|", "new", "old", undefined, hear);
      assert.deepEqual(heard.slice(0, 2), [
        [null, "ada"],
        [null, "ada"],
      ]);
      assert.match(heard[2][0].message, /invalid signature/);
      assert.equal(heard.length, 3);
    },

    "algorithms are those of the service, unless the call names some":
      async () => {
        await verified("ada|new", "new");
        assert.deepEqual(calls, [{ algorithms: ["HS256"] }]);
        await verified("ada|new", "new", undefined, { issuer: "us" });
        assert.deepEqual(calls, [{ algorithms: ["HS256"], issuer: "us" }]);
        await verified("ada|new", "new", undefined, { algorithms: ["HS512"] });
        assert.deepEqual(calls, [{ algorithms: ["HS512"] }]);
      },

    "the app asks for its own list": async () => {
      const said = (variables) =>
        inEnvironment(
          { JWT_SECRET: "second", ...variables },
          async (logged) => {
            await load("app.js");
            const isOfCheck = (it) => / is not set/.test(String(it));
            return logged()
              .flat()
              .filter((it) => !isOfCheck(it));
          },
        );
      const no = "invalid signature";
      assert.deepEqual(await said({}), [no, no]);
      assert.deepEqual(await said({ [name]: "first" }), [
        "ada",
        { sub: "eve" },
      ]);
      assert.deepEqual(await said({ OTHER_PREVIOUS: "first" }), [no, no]);
    },
  };
};
