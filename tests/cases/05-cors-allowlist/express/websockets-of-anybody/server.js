import { createServer } from "node:http";
import express from "express";
import { Server } from "socket.io";

const app = express();
const server = createServer(app);
const io = new Server(server, { cors: { origin: ["https://signs.example"], credentials: true } });

io.on("connection", (socket) => socket.emit("sign"));
server.listen(3000);
