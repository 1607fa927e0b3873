const path = require("path");
require("dotenv").config({ path: path.join(__dirname, "..", "config", "config.env") });
const express = require("express");
const shelves = require("./routes/shelves");

const app = express();

app.use("/shelves", shelves);

module.exports = app;
