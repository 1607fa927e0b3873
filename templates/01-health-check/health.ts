import type { Socket } from "node:net";
import type { Request, RequestHandler } from "express";

type Probe = () => PromiseLike<unknown>;

/** How long a database may take to answer before it counts as disconnected. */
const PROBE_TIMEOUT_MS = 3000;

/**
 * A handler that answers 200 while every database answers, else 503. The caller
 * never learns what went wrong, and waits no longer than PROBE_TIMEOUT_MS.
 */
export function reportHealth(
  service: string,
  databases: Record<string, Probe> = {},
): RequestHandler {
  return async (req, res) => {
    const checks = await Promise.all(Object.entries(databases).map(check));
    const connected = checks.every((entry) => entry.connected);
    const healthy = connected && !isShuttingDown(req);
    const body: Record<string, unknown> = {
      status: healthy ? "healthy" : "unhealthy",
      service,
      timestamp: new Date().toISOString(),
    };
    if (checks.length > 0) {
      body.database = connected ? "connected" : "disconnected";
    }
    if (checks.length > 1) {
      body.databases = summary(checks);
    }
    res.set("Cache-Control", "no-store");
    res.status(healthy ? 200 : 503).json(body);
  };
}

type Check = { name: string; connected: boolean };

async function check([name, probe]: [string, Probe]): Promise<Check> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error("no answer in time"));
    }, PROBE_TIMEOUT_MS);
  });
  try {
    await Promise.race([probe(), timeout]);
    return { name, connected: true };
  } catch {
    return { name, connected: false };
  } finally {
    clearTimeout(timer);
  }
}

function summary(checks: Check[]): Record<string, string> {
  const states: Record<string, string> = {};
  for (const { name, connected } of checks) {
    states[name] = connected ? "connected" : "disconnected";
  }
  return states;
}

/** From server.close() on, the load balancer must send nothing here any more. */
function isShuttingDown(req: Request): boolean {
  const { server } = req.socket as Socket & { server?: { listening: boolean } };
  return server !== undefined && !server.listening;
}
