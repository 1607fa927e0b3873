const signals = ["SIGINT", "SIGTERM"];

exports.closeAtTheEnd = (server) => {
  signals.forEach((signal) => {
    process.on(signal, () => server.close());
  });
};
