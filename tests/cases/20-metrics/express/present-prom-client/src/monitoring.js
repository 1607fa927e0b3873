const client = require("prom-client");

const latency = new client.Histogram({
  name: "request_seconds",
  help: "Latency",
  labelNames: ["route"],
});

function timed(req, res, next) {
  const end = latency.startTimer();
  res.on("finish", () => end({ route: req.route ? req.route.path : "none" }));
  next();
}

module.exports = { register: client.register, timed };
