const express = require("express");
const http = require("http");

const app = express();

app.get("/films", (req, res) => res.json([]));

// app.listen(3000);
const server = http.createServer(app);
server.listen(process.env.PORT || 3000);

module.exports = { app, server };
