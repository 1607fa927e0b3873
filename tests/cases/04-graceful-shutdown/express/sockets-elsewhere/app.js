const express = require("express");
const { createServer } = require("http");
const { attach } = require("./live");

const app = express();
const server = createServer(app);

attach(server);

app.get("/", (req, res) => res.send("up"));

server.listen(3000);
