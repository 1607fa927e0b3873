const express = require("express");

const app = express();

app.get("/health/live", (req, res) => res.sendStatus(200));
app.get("/health/ready", (req, res) => res.sendStatus(200));
app.get("/qr/:text", (req, res) => res.send(req.params.text));

app.listen(3000);
