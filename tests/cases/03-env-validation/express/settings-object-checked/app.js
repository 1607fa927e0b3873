const express = require("express");
const mongoose = require("mongoose");
const config = require("./config/settings");
const requireAll = require("./config/require-all");

requireAll(config);

const app = express();

app.get("/", (req, res) => res.send("hello"));

mongoose.connect(config.uri);
app.listen(3000);
