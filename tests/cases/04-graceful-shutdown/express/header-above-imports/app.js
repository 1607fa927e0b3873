const express = require("express");

const app = express();
app.get("/api/trams", (req, res) => res.json([]));

module.exports = app;
