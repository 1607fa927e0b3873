const express = require("express");
const jwt = require("jsonwebtoken");

const app = express();
app.get("/token", (req, res) => res.json(jwt.sign({}, process.env.JWT_SECRET)));
app.listen(3000);
