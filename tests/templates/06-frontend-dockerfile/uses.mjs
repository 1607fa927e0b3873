import assert from "node:assert/strict";

export default ({ load, inEnvironment }) => {
  const output = (values) =>
    inEnvironment(values, async (logged) => {
      await load("app.js");
      return logged()[0];
    });

  return {
    "a server that stands for itself is built, but not on Vercel": async () => {
      assert.deepEqual(await output({}), ["output: standalone"]);
      assert.deepEqual(await output({ VERCEL: "1" }), ["output: undefined"]);
    },
  };
};
