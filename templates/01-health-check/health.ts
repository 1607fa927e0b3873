import type { Socket } from "node:net";
import type { Request, RequestHandler } from "express";

<% if databases %>
type Probe = () => PromiseLike<unknown>;

/** How long a database may take to answer before it counts as disconnected. */
const PROBE_TIMEOUT_MS = 3000;

/**
 * A handler that answers 200 while every database answers, else 503; so too once
 * the server closes. The caller waits no longer than PROBE_TIMEOUT_MS, and the
 * reason of a failure goes to the log alone.
 */
export function reportHealth(
  service: string,
  databases: Record<string, Probe>,
): RequestHandler {
  return async (req, res) => {
    const checks = await Promise.all(Object.entries(databases).map(check));
    const connected = checks.every((entry) => entry.connected);
    const healthy = connected && !isShuttingDown(req);
    res.set("Cache-Control", "no-store");
    res.status(healthy ? 200 : 503).json({
      status: healthy ? "healthy" : "unhealthy",
      service,
      timestamp: new Date().toISOString(),
      database: connected ? "connected" : "disconnected",
<% if databases | length > 1 %>
      databases: summary(checks),
<% endif %>
    });
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
  } catch (error) {
    console.error(`Health check: ${name} is disconnected:`, error);
    return { name, connected: false };
  } finally {
    clearTimeout(timer);
  }
}
<% if databases | length > 1 %>

function summary(checks: Check[]): Record<string, string> {
  const states: Record<string, string> = {};
  for (const { name, connected } of checks) {
    states[name] = connected ? "connected" : "disconnected";
  }
  return states;
}
<% endif %>
<% else %>
/** A handler that answers 200 until the server closes, then 503. */
export function reportHealth(service: string): RequestHandler {
  return (req, res) => {
    const healthy = !isShuttingDown(req);
    res.set("Cache-Control", "no-store");
    res.status(healthy ? 200 : 503).json({
      status: healthy ? "healthy" : "unhealthy",
      service,
      timestamp: new Date().toISOString(),
    });
  };
}
<% endif %>

/** From server.close() on, the load balancer must send nothing here any more. */
function isShuttingDown(req: Request): boolean {
  const { server } = req.socket as Socket & { server?: { listening: boolean } };
  return server !== undefined && !server.listening;
}
