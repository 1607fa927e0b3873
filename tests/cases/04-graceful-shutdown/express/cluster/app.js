const cluster = require("cluster");
const express = require("express");

const app = express();
app.get("/", (req, res) => res.send("up"));

if (cluster.isPrimary) {
  cluster.fork();
} else {
  app.listen(3000);
}
