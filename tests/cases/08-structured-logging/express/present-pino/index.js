const express = require("express");
const log = require("./log");

const app = express();
app.get("/", (req, res) => res.send("ok"));
app.listen(3000, () => log.info("up"));
