const express = require("express");
const { StatsD } = require("hot-shots");

const stats = new StatsD({ prefix: "beds." });
const app = express();

app.use((req, res, next) => {
  res.on("close", () => stats.increment("requests"));
  next();
});
app.get("/beds", (req, res) => res.json([]));

app.listen(3000);
