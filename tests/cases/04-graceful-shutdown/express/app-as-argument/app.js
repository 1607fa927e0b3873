const express = require("express");
const boot = require("./boot");

const app = express();
app.get("/", (req, res) => res.send("up"));

boot(app);
