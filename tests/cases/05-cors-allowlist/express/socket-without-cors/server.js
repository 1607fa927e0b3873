const http = require("http");
const express = require("express");
const { Server } = require("socket.io");

const app = express();
const server = http.createServer(app);
const io = new Server(server);

app.use(express.static("public"));

io.on("connection", (socket) => {
  socket.on("draw", (stroke) => socket.broadcast.emit("draw", stroke));
});

server.listen(3000);
