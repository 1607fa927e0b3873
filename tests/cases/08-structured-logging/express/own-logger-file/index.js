require("./lib/logger");
const express = require("express");
const logger = require("./lib/logger");

const app = express();
app.get("/", (req, res) => res.send("ok"));
app.listen(3000, () => logger.info("up"));
