import assert from "node:assert/strict";

export default ({ load, inEnvironment }) => {
  const inNodeEnv = (name, use) =>
    inEnvironment(name === undefined ? {} : { NODE_ENV: name }, use);
  // What the app says of itself: the environment, and the dialect of its block
  const chosen = (name) =>
    inNodeEnv(name, async (logged) => {
      await load("app.js");
      return logged()[0];
    });

  return {
    "the module exports what is asked for and no more": async () => {
      const names = new Set(
        Object.keys(await load("utils/database-config.js")),
      );
      names.delete("default");
      names.delete("module.exports");
      assert.deepEqual([...names], ["configFor"]);
    },

    "the block follows NODE_ENV": async () => {
      assert.deepEqual(await chosen("development"), ["development", "sqlite"]);
      assert.deepEqual(await chosen("production"), ["production", "postgres"]);
    },

    "without NODE_ENV it is the block that it always was": async () => {
      assert.deepEqual(await chosen(undefined), ["production", "postgres"]);
    },

    "an environment without a block is named, with those that have one":
      async () => {
        const message =
          'No database config for NODE_ENV="staging" (there is one for development, production)';
        await assert.rejects(chosen("staging"), { message });
      },

    "what every object has is no block": async () => {
      await assert.rejects(chosen("constructor"), /No database config/);
    },
  };
};
