const express = require("express");
const http = require("http");

const app = express();
const server = http.createServer(app);

app.get("/", (req, res) => res.send("up"));

app.listen(3000);
server.listen(3001);
