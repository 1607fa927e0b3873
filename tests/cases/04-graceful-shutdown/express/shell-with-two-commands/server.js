const express = require("express");

const app = express();
app.get("/", (req, res) => res.send("sails"));
app.listen(3000);
