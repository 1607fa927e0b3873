const express = require("express");

const app = express();
app.get("/", (req, res) => res.send("archive"));
app.listen(3000);
