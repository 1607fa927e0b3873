const express = require("express");
const http = require("http");
const mongoose = require("mongoose");
const socketIo = require("socket.io");

const app = express();
const httpServer = http.createServer(app);
const io = socketIo(httpServer);

app.get("/", (req, res) => res.send("up"));

mongoose
  .connect(process.env.MONGO_URI)
  .then(() => {
    httpServer.listen(process.env.PORT, () => console.log("up"));
  })
  .catch((error) => console.error(error));
