const express = require("express");
const jwt = require("jsonwebtoken");

const app = express();
app.get("/me", (req, res) => res.json(jwt.verify(req.query.pass, process.env.PASS_SECRET)));
app.listen(3000);
