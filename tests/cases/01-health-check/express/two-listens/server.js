const http = require("http");
const https = require("https");
const fs = require("fs");
const express = require("express");

const app = express();

app.get("/films", (req, res) => res.json([]));

http.createServer(app).listen(80);
https
  .createServer({ key: fs.readFileSync("key.pem"), cert: fs.readFileSync("cert.pem") }, app)
  .listen(443);
