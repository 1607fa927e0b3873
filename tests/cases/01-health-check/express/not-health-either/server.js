const http = require("http");
const express = require("express");
const { Server } = require("socket.io");

const app = express();
const server = http.createServer(app);
const io = new Server(server);

app.get("/country-mapping", (req, res) => res.json({ IN: "India" }));
app.get("/rest/2fa/status", (req, res) => res.json({ enabled: false }));
app.get("/orders/:id/status", (req, res) => res.json({ state: "ready" }));

io.on("connection", (socket) => {
  socket.on("ping", () => socket.emit("pong"));
});

server.listen(3000);
