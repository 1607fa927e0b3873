const fs = require("fs");
const https = require("https");
const express = require("express");

const app = express();
app.get("/", (req, res) => res.send("up"));

function start() {
  https
    .createServer(
      {
        key: fs.readFileSync("tls.key"),
        cert: fs.readFileSync("tls.crt"),
      },
      app
    )
    .listen(443, () => console.log("up"));
}

start();
