import express from "express";
import { shutDownOnSignal } from "./shutdown";

"load-env.ts";
"load-instrument.ts";
const app = express();
const server = {};

"sentry-handler.ts";

"sentry-shutdown.ts";

shutDownOnSignal(server, { sentry: ("sentry-closer.ts") });
