require("./instrument");
const express = require("express");

const app = express();
app.get("/", (req, res) => res.send("band"));
app.listen(3000);
