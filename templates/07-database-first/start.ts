import type { Server } from "node:net";

type Connect = () => unknown;

/** How each database is connected; one that the service was not given has nothing. */
type Databases = Record<string, Connect | undefined>;

/** How often a database is asked, unless DB_CONNECT_RETRIES is set. */
const DEFAULT_ATTEMPTS = 5;

/** How long a database may take to answer before the attempt counts as failed. */
const ATTEMPT_TIMEOUT_MS = 5000;

/** The pause behind the first attempt; each one is twice as long as the one before. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 8000;

/**
 * Calls `listen` once every database has answered. Where one does not, attempt after
 * attempt, the process ends with status 1; so too where the server cannot listen. Until
 * then nothing is served, so SIGTERM and SIGINT end the process at once.
 */
export function startWhenConnected(
  server: Server,
  databases: Databases,
  listen: () => unknown,
): void {
  void start(server, databases, listen);
}

async function start(
  server: Server,
  databases: Databases,
  listen: () => unknown,
): Promise<void> {
  process.prependListener("SIGTERM", exitAtOnce);
  process.prependListener("SIGINT", exitAtOnce);
  try {
    await Promise.all(Object.entries(databases).map(connect));
    exitOnError(server);
    await listen();
  } catch (error) {
    console.error("Start: nothing is served:", error);
    process.exit(1);
  }
  process.off("SIGTERM", exitAtOnce);
  process.off("SIGINT", exitAtOnce);
}

function exitAtOnce(signal: string): void {
  console.log(`${signal} received before the service listened`);
  process.exit(0);
}

/** A port that is taken is an event, which nothing around the call of `listen` sees. */
function exitOnError(server: Server): void {
  if (server.listenerCount("error") > 0) {
    return;
  }
  const fail = (error: Error): void => {
    console.error("Start: nothing is served:", error);
    process.exit(1);
  };
  server.once("error", fail);
  server.once("listening", () => server.off("error", fail));
}

async function connect([name, attempt]: [
  string,
  Connect | undefined,
]): Promise<void> {
  if (!attempt) {
    console.warn(`Start: ${name} is not configured, so nothing waits for it`);
    return;
  }
  const { DB_CONNECT_RETRIES } = process.env;
  const attempts = Number(DB_CONNECT_RETRIES) || DEFAULT_ATTEMPTS;
  for (let number = 1; number <= attempts; number += 1) {
    try {
      await inTime(attempt);
      return;
    } catch (error) {
      const reason = reasonOf(error);
      console.error(
        `Start: ${name} does not answer (${number} of ${attempts}): ${reason}`,
      );
    }
    if (number < attempts) {
      const longer = FIRST_PAUSE_MS * 2 ** (number - 1);
      await pause(Math.min(longer, LONGEST_PAUSE_MS));
    }
  }
  throw new Error(`${name} did not answer in ${attempts} attempts`);
}

async function inTime(attempt: Connect): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${ATTEMPT_TIMEOUT_MS} ms`));
    }, ATTEMPT_TIMEOUT_MS);
  });
  try {
    await Promise.race([attempt(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/**
 * What went wrong, in one line and without the user and password of an address: only the
 * message, since drivers keep their whole configuration in an error.
 */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return "unknown";
  }
  const { errors, parent, cause } = error as Error & {
    errors?: unknown[];
    parent?: unknown;
    cause?: unknown;
  };
  const inner = errors?.[0] ?? parent ?? cause;
  const message = error.message || (inner ? reasonOf(inner) : error.name);
  return message.replace(/\s+/g, " ").replace(/\/\/[^@\s]*@/g, "//***@");
}
