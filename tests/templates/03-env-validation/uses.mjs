import assert from "node:assert/strict";
import { mock } from "node:test";

export default ({ load, inEnvironment, values }) => {
  const { required, any_of: groups } = values.environment;
  const recommended = [
    ...values.environment.recommended,
    ...values.environment.guards,
  ];
  const complete = Object.fromEntries(
    [...required, ...groups.map(([, second]) => second), ...recommended].map(
      (name) => [name, "a value of the tests"],
    ),
  );

  // What the check says, and the statuses with which it ends the process
  async function checked(variables) {
    return inEnvironment(variables, async (logged) => {
      const exit = mock.method(process, "exit", () => {
        throw new Error("ended");
      });
      try {
        await load("utils/check-env.js");
      } catch (error) {
        assert.equal(error.message, "ended");
      }
      for (const name of Object.keys(complete)) {
        delete process.env[name];
      }
      return {
        said: logged().map(([text]) => text),
        ended: exit.mock.calls.map((call) => call.arguments[0]),
      };
    });
  }

  const needed = [...required, ...groups.map((names) => names.join(" or "))];
  const missing = (names) =>
    names.length > 0
      ? [`Missing environment variables: ${names.join(", ")}`]
      : [];

  if (values.environment.files_loaded_later.includes("/")) {
    return {
      "nothing is said while a file may still come": async () => {
        const { said, ended } = await checked({ NODE_ENV: "production" });
        assert.deepEqual(ended, []);
        assert.deepEqual(said, []);
      },
    };
  }

  return {
    "production without anything ends and names all": async () => {
      const { said, ended } = await checked({ NODE_ENV: "production" });
      assert.deepEqual(ended, needed.length > 0 ? [1] : []);
      assert.deepEqual(said, missing(needed.length > 0 ? needed : recommended));
    },

    "an empty value counts as missing": async () => {
      for (const name of required) {
        const variables = { ...complete, [name]: "", NODE_ENV: "production" };
        const { said, ended } = await checked(variables);
        assert.deepEqual(ended, [1]);
        assert.deepEqual(said, missing([name]));
      }
    },

    "a complete environment says nothing": async () => {
      for (const NODE_ENV of ["production", "development"]) {
        const { said, ended } = await checked({ ...complete, NODE_ENV });
        assert.deepEqual(ended, []);
        assert.deepEqual(said, []);
      }
    },

    "what is recommended stops nothing": async () => {
      const variables = { ...complete, NODE_ENV: "production" };
      for (const name of recommended) {
        delete variables[name];
      }
      const { said, ended } = await checked(variables);
      assert.deepEqual(ended, []);
      assert.deepEqual(said, missing(recommended));
    },

    "development goes on with one warning": async () => {
      const { said, ended } = await checked({ NODE_ENV: "development" });
      assert.deepEqual(ended, []);
      assert.deepEqual(said, missing([...needed, ...recommended]));
    },
  };
};
