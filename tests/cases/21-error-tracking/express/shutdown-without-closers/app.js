const express = require("express");
const { createServer } = require("http");
const { shutDownOnSignal } = require("./utils/shutdown");

const app = express();
const server = createServer(app);

app.get("/", (req, res) => res.send(req.headers));

// So that a deployment or restart cuts no request off
shutDownOnSignal(server);

server.listen(3000);
