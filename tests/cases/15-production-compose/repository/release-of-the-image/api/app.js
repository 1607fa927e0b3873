const express = require("express");

const app = express();

app.get("/health", (req, res) => res.sendStatus(200));
app.get("/orders", (req, res) => res.json([]));

app.listen(process.env.PORT || 3000);
