const express = require("express");
const app = express();
const server = require("http").Server(app);
const io = require("socket.io")(server, { origins: ["https://signs.example:443"] });

io.on("connection", (socket) => socket.emit("sign"));
server.listen(3000);
