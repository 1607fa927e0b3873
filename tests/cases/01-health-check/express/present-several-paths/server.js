const express = require("express");

const app = express();

app.get(["/health", "/healthz"], (req, res) => res.json({ status: "ok" }));
app.get("/qr/:text", (req, res) => res.send(req.params.text));

app.listen(3000);
