const http = require("http");
const express = require("express");
const { Server } = require("socket.io");
const { hasSession } = require("./lib/session");

const app = express();
const server = http.createServer(app);
const io = new Server(server, {
  cors: { origin: "*" },
  allowRequest: (req, callback) => callback(null, hasSession(req)),
});

app.get("/screens", (req, res) => res.json(io.sockets.sockets.size));

server.listen(3000);
