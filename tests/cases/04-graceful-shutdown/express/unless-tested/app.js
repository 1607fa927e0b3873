const express = require("express");

const app = express();
app.get("/", (req, res) => res.send("up"));

if (process.env.NODE_ENV !== "test") app.listen(3000);

module.exports = app;
