const express = require("express");

const { readFileSync } = require("node:fs");

const key = readFileSync("certs/sign.key");
const app = express();
app.get("/things", (req, res) => res.json([]));
app.listen(3000);
