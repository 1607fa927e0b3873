const http = require("http");
const express = require("express");
const { Server } = require("socket.io");

const app = express();
const server = http.createServer(app);
const io = new Server(server);

io.on("connection", (socket) => socket.emit("tide", "low"));

server.listen(3000);

process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
});
