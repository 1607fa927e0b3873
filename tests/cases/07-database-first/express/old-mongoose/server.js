const express = require("express");
const mongoose = require("mongoose");
const config = require("./config");

const app = express();

config.connect();

app.get("/", (req, res) => res.send("hello"));

app.listen(3000);
