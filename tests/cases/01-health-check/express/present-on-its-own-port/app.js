const http = require("http");
const express = require("express");

const app = express();

app.get("/news", (req, res) => res.json([]));

app.listen(3000);

// for the orchestrator, in a network that nobody else reaches
const probes = (req, res) => {
  res.statusCode = req.url === "/healthz" ? 200 : 404;
  res.end();
};
http.createServer(probes).listen(9090);
