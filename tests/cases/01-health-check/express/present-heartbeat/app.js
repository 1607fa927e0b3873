const express = require("express");

const app = express();

app.get("/__heartbeat__", (req, res) => res.json({ checks: {} }));
app.get("/__lbheartbeat__", (req, res) => res.sendStatus(200));
app.get("/news", (req, res) => res.json([]));

app.listen(3000);
