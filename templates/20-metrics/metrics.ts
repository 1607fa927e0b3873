import { createHash, timingSafeEqual } from "node:crypto";
import { unescape as decode } from "node:querystring";
import type { NextFunction, Request, Response } from "express";
import { Histogram, Registry, collectDefaultMetrics } from "prom-client";

/** Probes and the scraper say nothing of how users fare. */
const UNMEASURED = ["/health", "/metrics"];

const registry = new Registry();
collectDefaultMetrics({ register: registry });

const duration = new Histogram({
  name: "http_request_duration_seconds",
  help: "Duration of HTTP requests in seconds",
  labelNames: ["method", "route", "status_code"],
  registers: [registry],
});

/** Counts and times every request. Use it before anything that may answer. */
export function measureRequests(
  req: Request,
  res: Response,
  next: NextFunction,
): void {
  if (!UNMEASURED.includes(req.path)) {
    const route = watchRoute(req);
    const stop = duration.startTimer({ method: req.method });
    res.once("finish", () => {
      stop({ route: route(), status_code: res.statusCode });
    });
  }
  next();
}

/** Answers whoever sends METRICS_TOKEN; for everybody else there is nothing here. */
export function reportMetrics(
  req: Request,
  res: Response,
  next: NextFunction,
): void {
  if (!holdsToken(req.headers.authorization)) {
    res.sendStatus(404);
    return;
  }
  registry
    .metrics()
    .then((text) => res.set("Content-Type", registry.contentType).send(text))
    .catch(next);
}

function holdsToken(authorization = ""): boolean {
  const { METRICS_TOKEN } = process.env;
  if (!METRICS_TOKEN) {
    return false;
  }
  const expected = digest(`Bearer ${METRICS_TOKEN}`);
  return timingSafeEqual(digest(authorization), expected);
}

/** Of one length, whatever the text: it takes the same time to compare. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/**
 * The pattern of the route that answers, `/api/users/:id`; `unmatched` without one. It is
 * noted as Express finds its way, since that forgets the way where a handler fails.
 */
function watchRoute(req: Request): () => string {
  const prefixes = new Map<string, string>();
  let pattern = "unmatched";

  // without a prefix at first, and again where nothing answers
  watch(req, "baseUrl", (url: string = "", before: string = "") => {
    if (url.length > before.length) {
      const mount = withNames(url.slice(before.length), req.params);
      prefixes.set(url, (prefixes.get(before) ?? "") + mount);
    }
  });
  watch(req, "route", (route?: { path: unknown }) => {
    if (route) {
      pattern = (prefixes.get(req.baseUrl) ?? "") + String(route.path);
    }
  });
  return () => pattern;
}

/** Tells `note` each new value of a property, and the one before. */
function watch<Value>(
  req: Request,
  name: "baseUrl" | "route",
  note: (value: Value, before: Value) => void,
): void {
  let current: Value = req[name];
  Object.defineProperty(req, name, {
    configurable: true,
    enumerable: true,
    get: () => current,
    set: (value: Value) => {
      note(value, current);
      current = value;
    },
  });
}

/** `/Users/7` as `/users/:id`: what a client is free to write would be a label of its own. */
function withNames(path: string, params: Record<string, unknown>): string {
  const names = new Map<string, string>();
  for (const [name, value] of Object.entries(params)) {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    const parts = [...values, ...values.join("/").split("/")];
    parts.forEach((part) => names.set(String(part), `:${name}`));
  }
  names.delete("");
  const named = (part: string) => names.get(part) ?? part.toLowerCase();
  const parts = path.split("/").map((part) => named(decode(part)));
  return parts.join("/");
}
