const express = require("express");
const path = require("node:path");
const { WebSocketServer } = require("ws");

const app = express();
app.use(express.static(path.join(__dirname, "public")));
app.get("/api/orders", (req, res) => res.json([]));

const server = app.listen(3000);
const sockets = new WebSocketServer({ server });
