const express = require("express");
const { Server } = require("socket.io");

const app = express();
const server = app.listen(3000);
const io = new Server(server, { cors: true });

io.on("connection", (socket) => socket.emit("sign"));
