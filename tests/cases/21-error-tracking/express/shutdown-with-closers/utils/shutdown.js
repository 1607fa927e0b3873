function shutDownOnSignal(server, closers = {}) {
  process.on("SIGTERM", async () => {
    server.close();
    await Promise.all(Object.values(closers).map((close) => close()));
    process.exit(0);
  });
}

module.exports = { shutDownOnSignal };
