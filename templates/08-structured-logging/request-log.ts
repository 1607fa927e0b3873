import { randomUUID } from "node:crypto";
import type { Request, RequestHandler } from "express";
import { logger } from "./<%= modules.structured_logger %>";

/** What a proxy may have called the request: hexadecimal, so that it tells of nobody. */
const REQUEST_ID = /^[\da-f-]{16,36}$/i;

/** What stands for one thing or person in a path. */
const IDENTIFIER = /^\d+$|^[\da-f-]{16,}$|[@%]/i;

/** Asked every few seconds; what is wrong with these the services themselves say. */
const QUIET = /^\/(?:api\/)?(?:health|healthz|livez|readyz|metrics)\/?$/;

/**
 * Logs one line for each request when it is over, but for probes. It holds no query, body or header
 * and no path as it was asked for, since personal data may stand there.
 */
export const logRequests: RequestHandler = (req, res, next) => {
  const start = Date.now();
  const given = req.get("X-Request-Id") ?? "";
  const requestId = REQUEST_ID.test(given) ? given : randomUUID();
  res.set("X-Request-Id", requestId);
  if (QUIET.test(req.path)) {
    next();
    return;
  }
  res.once("close", () => {
    const { method } = req;
    const route = patternOf(req);
    const status = res.statusCode;
    const ms = Date.now() - start;
    const entry = { method, route, status, ms, requestId };
    const isWhole = res.writableFinished;
    logger.info(
      `${method} ${route} ${status}`,
      isWhole ? entry : { ...entry, aborted: true },
    );
  });
  next();
};

/** The route as the code has it: `/orders/:id`; `/orders/*` where middleware of a router has answered. */
function patternOf(req: Request): string {
  const { route } = req as { route?: { path: unknown } };
  if (!route) {
    return req.baseUrl ? `${withoutIdentifiers(req.baseUrl)}/*` : "unmatched";
  }
  const path = String(route.path);
  const mount = withoutIdentifiers(mountOf(req, path));
  return path === "/" ? mount || path : mount + path;
}

/** Where the router is mounted. Express forgets it when a handler fails: it is what the route leaves of the path. */
function mountOf(req: Request, pattern: string): string {
  if (req.baseUrl || /[*?({]/.test(pattern)) {
    return req.baseUrl;
  }
  const [path = ""] = req.originalUrl.split("?");
  const parts = path.split("/").filter(Boolean);
  const own = pattern.split("/").filter(Boolean).length;
  return parts
    .slice(0, Math.max(parts.length - own, 0))
    .map((part) => `/${part}`)
    .join("");
}

function withoutIdentifiers(path: string): string {
  return path
    .split("/")
    .map((part) => (IDENTIFIER.test(part) ? ":id" : part))
    .join("/");
}
