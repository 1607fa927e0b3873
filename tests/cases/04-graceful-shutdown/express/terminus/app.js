const express = require("express");
const http = require("http");
const { createTerminus } = require("@godaddy/terminus");

const app = express();
const server = http.createServer(app);

createTerminus(server, { signal: "SIGTERM" });

server.listen(3000);
