const http = require("http");
const express = require("express");
const { Server } = require("socket.io");

const app = express();
const server = http.createServer(app);
const io = new Server(server, {
  cors: { origin: ["https://board.example.com"], credentials: true },
});

app.get("/boards", (req, res) => {
  res.json(["roadmap", "retro"]);
});

io.on("connection", (socket) => {
  socket.on("draw", (stroke) => socket.broadcast.emit("draw", stroke));
});

server.listen(3000);
