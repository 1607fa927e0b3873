const http = require("http");
const cors = require("cors");
const express = require("express");
const { Server } = require("socket.io");

const app = express();
const server = http.createServer(app);

const corsOptions = {
  origin: true,
  credentials: true,
};

app.use(cors(corsOptions));

const io = new Server(server, { cors: corsOptions, pingTimeout: 60000 });
app.set("io", io);

app.post("/screens/:id/next", (req, res) => {
  io.to(req.params.id).emit("next");
  res.sendStatus(202);
});

server.listen(3000);
