const fs = require("fs");
const https = require("https");
const express = require("express");

const app = express();
app.get("/", (req, res) => res.send("up"));

const options = {
  key: fs.readFileSync("tls.key"),
  cert: fs.readFileSync("tls.crt"),
};

https.createServer(options, app).listen(443);
