const express = require("express");

const app = express();

app.get("/status", (req, res) => res.status(200).end());
app.head("/status", (req, res) => res.status(200).end());
app.get("/qr/:text", (req, res) => res.send(req.params.text));

app.listen(3000);
