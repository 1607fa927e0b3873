// Loads the JavaScript services named in `services.json` and tries whatever `uses.mjs` of their patch says of them.
// To load a file is to parse it, so nothing checks the syntax apart.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import test, { mock } from "node:test";
import { pathToFileURL } from "node:url";

const here = import.meta.dirname;
const require = createRequire(import.meta.url);
const services = JSON.parse(readFileSync(join(here, "services.json"), "utf8"));
let loads = 0;

// A file as if for the first time, in one of the two systems of modules
const loaders = {
  es: (file) => import(`${pathToFileURL(file)}?${++loads}`),
  commonjs: async (file) => {
    delete require.cache[file];
    return require(file);
  },
};

const VARIABLES = [
  "NODE_ENV",
  "CORS_ALLOWED_ORIGINS",
  "DB_CONNECT_RETRIES",
  "FRONT_END_URL",
  "CLIENT_URL",
  "SHUTDOWN_TIMEOUT_MS",
  "METRICS_TOKEN",
  "JWT_SECRET",
  "JWT_SECRET_PREVIOUS",
  "ACCESS_TOKEN_SECRET",
  "REFRESH_TOKEN_SECRET",
  "ACCESS_PREVIOUS",
  "OTHER_PREVIOUS",
  "LOG_DIR",
  "LOG_LEVEL",
  "SENTRY_DSN",
  "SENTRY_ENVIRONMENT",
  "RATE_LIMIT_MAX",
  "AUTH_RATE_LIMIT_MAX",
  "TRUST_PROXY",
  "VERCEL",
];
const clear = () => VARIABLES.forEach((name) => delete process.env[name]);
clear();

// With these variables and no others that a service reads, while the console keeps to itself what it is told
async function inEnvironment(variables, use) {
  Object.assign(process.env, variables);
  const warn = mock.method(console, "warn", () => {});
  const error = mock.method(console, "error", () => {});
  const logged = () =>
    [warn, error].flatMap((it) => it.mock.calls.map((call) => call.arguments));
  try {
    return await use(logged);
  } finally {
    mock.reset();
    clear();
  }
}

for (const { folder, patch, modules, values } of services) {
  const load = (file) => loaders[modules](join(here, folder, file));
  // What the packages of the app were given
  const start = async () => {
    globalThis.seen = { routes: {}, cors: [] };
    await load("app.js");
    return globalThis.seen;
  };
  const { default: uses } = await import(`./uses/${patch}.mjs`);
  await test(folder, async (t) => {
    const sentences = Object.entries(
      uses({ values, load, start, inEnvironment }),
    );
    for (const [sentence, use] of sentences) {
      await t.test(sentence, use);
    }
  });
}
