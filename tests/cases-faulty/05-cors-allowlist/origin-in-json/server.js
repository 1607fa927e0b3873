const express = require("express");
const cors = require("cors");
const config = require("./config.json");

const app = express();

app.use(cors({ origin: config.corsOrigin }));

app.get("/orders", (req, res) => {
  res.json([]);
});

app.listen(config.port);
