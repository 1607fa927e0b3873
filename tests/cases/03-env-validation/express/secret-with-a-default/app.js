/**
 * The sign-in.
 */
const express = require("express");
const jwt = require("jsonwebtoken");

const SECRET = process.env.JWT_SECRET || "change-me";

const app = express();
app.post("/sign-in", (req, res) => res.send(jwt.sign({}, SECRET, { expiresIn: process.env.TTL || "1h" })));
app.listen(process.env.PORT || 3000);
