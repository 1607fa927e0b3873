import express = require("express");
import cors = require("cors");

const app = express();
app.use(cors());
app.get("/", (req, res) => { res.send("hi"); });

export = app;
