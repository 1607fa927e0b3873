/** How long a shutdown may take, unless SHUTDOWN_TIMEOUT_MS is set. */
const DEFAULT_TIMEOUT_MS = 10000;

/**
 * Makes SIGTERM and SIGINT end the process in good order: no new connections, an answer
 * to every request under way, then the closers. The exit status is 0, or 1 if a closer
 * fails or the time is up. Call it before the server listens; to signal twice is harmless.
 */
function shutDownOnSignal(server, closers = {}) {
  const { sockets, ...others } = closers;
  const stop = stopper(server);
  let isShuttingDown = false;

  async function shutDown(signal) {
    if (isShuttingDown) {
      return;
    }
    isShuttingDown = true;
    console.log(`${signal} received, shutting down`);
    exitAtDeadline();
    const first = await Promise.all([close(["sockets", sockets]), stop()]);
    const rest = await Promise.all(Object.entries(others).map(close));
    process.exit([...first, ...rest].every(Boolean) ? 0 : 1);
  }

  process.on("SIGTERM", (signal) => void shutDown(signal));
  process.on("SIGINT", (signal) => void shutDown(signal));
}

/**
 * A function that closes the server. A busy client is asked to leave with its next answer;
 * once only streams without an end are under way, connections that are left (these, idle
 * ones, WebSockets) are cut.
 */
function stopper(server) {
  const connections = new Set();
  const answers = new Set();
  let isStopping = false;

  server.on("connection", (connection) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
  });
  // before the app, which may send the headers at once
  server.prependListener("request", (req, res) => {
    const hasEnd = () => !isEventStream(req, res);
    answers.add(hasEnd);
    res.once("close", () => answers.delete(hasEnd));
    if (isStopping) {
      res.setHeader("Connection", "close");
    }
  });

  function cutIdleConnections() {
    if (!Array.from(answers).some((hasEnd) => hasEnd())) {
      connections.forEach((connection) => connection.destroy());
    }
  }

  return () => {
    isStopping = true;
    setInterval(cutIdleConnections, 200).unref();
    // a server that does not listen yet has nothing to close: an error, and no failure
    return new Promise((resolve) => {
      server.close(() => {
        resolve(true);
      });
    });
  };
}

/** Whether an answer goes on for as long as the client listens. */
function isEventStream(req, res) {
  const types = [res.getHeader("Content-Type"), req.headers.accept];
  return (
    res.headersSent &&
    types.some((type) => String(type).startsWith("text/event-stream"))
  );
}

async function close([name, closer]) {
  try {
    await closer?.();
    return true;
  } catch (error) {
    console.error(`Shutdown: ${name} did not close:`, error);
    return false;
  }
}

function exitAtDeadline() {
  const { SHUTDOWN_TIMEOUT_MS } = process.env;
  const timeout = Number(SHUTDOWN_TIMEOUT_MS) || DEFAULT_TIMEOUT_MS;
  setTimeout(() => {
    console.error(`Shutdown: not done after ${timeout} ms`);
    process.exit(1);
  }, timeout).unref();
}

module.exports = { shutDownOnSignal };
