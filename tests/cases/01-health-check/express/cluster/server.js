const cluster = require("cluster");
const os = require("os");
const express = require("express");

if (cluster.isPrimary) {
  os.cpus().forEach(() => cluster.fork());
} else {
  const app = express();

  app.use(express.json());
  app.get("/films", (req, res) => res.json([]));

  app.listen(3000);
}
