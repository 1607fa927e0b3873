const express = require("express");
const { createServer } = require("http");
const pool = require("./db");
const { shutDownOnSignal } = require("./utils/shutdown");

const app = express();
const server = createServer(app);

app.get("/notes", async (req, res) => {
  res.json((await pool.query("SELECT * FROM notes")).rows);
});

// So that a deployment or restart cuts no request off
shutDownOnSignal(server, {
  database: () => pool.end(),
});

server.listen(3000);
