const express = require("express");

const API = "/api/v1";
const HEALTH_PATH = `${API}/health`;

const app = express();

app.get(HEALTH_PATH, (req, res) => res.json({ status: "ok" }));
app.get(`${API}/qr/:text`, (req, res) => res.send(req.params.text));

app.listen(3000);
