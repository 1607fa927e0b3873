import type { Socket } from "node:net";
import type { Request, RequestHandler } from "express";

<% if databases %>
type Probe = () => unknown;

/** How long a database may take to answer before it counts as disconnected. */
const PROBE_TIMEOUT_MS = 3000;

/** How long a probe that gets no answer keeps the next one from being sent. */
const GIVE_UP_MS = 10000;

/**
 * A handler that answers 200 while every database answers, else 503; so too once
 * the server closes. The caller waits no longer than PROBE_TIMEOUT_MS, and the
 * reason of a failure goes to the log alone.
 */
export function reportHealth(
  service: string,
  databases: Record<string, Probe | undefined>,
): RequestHandler {
  const watched = Object.entries(databases).flatMap(([name, probe]) =>
    probe ? [watch(name, probe)] : [],
  );
  return async (req, res) => {
    const checks = await Promise.all(watched.map((check) => check()));
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

/** A check of one database, which logs when it is lost and when it is back. */
function watch(name: string, probe: Probe): () => Promise<Check> {
  const ask = oneAtATime(probe);
  let wasConnected = true;

  return async () => {
    let connected = true;
    let reason: unknown;
    try {
      await inTime(ask());
    } catch (error) {
      connected = false;
      reason = error;
    }
    if (connected && !wasConnected) {
      console.log(`Health check: ${name} is connected again`);
    } else if (!connected && wasConnected) {
      console.error(`Health check: ${name} is disconnected:`, reason);
    }
    wasConnected = connected;
    return { name, connected };
  };
}

/** A probe that hangs holds a connection: another is only sent once it has been given up. */
function oneAtATime(probe: Probe): () => Promise<unknown> {
  let running: { answer: Promise<unknown>; since: number } | undefined;

  return () => {
    if (running && Date.now() - running.since < GIVE_UP_MS) {
      return running.answer;
    }
    const answer = Promise.resolve().then(probe);
    const own = { answer, since: Date.now() };
    const forget = (): void => {
      running = running === own ? undefined : running;
    };
    running = own;
    answer.then(forget, forget);
    return answer;
  };
}

async function inTime(answer: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error("no answer in time"));
    }, PROBE_TIMEOUT_MS);
  });
  try {
    await Promise.race([answer, timeout]);
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
