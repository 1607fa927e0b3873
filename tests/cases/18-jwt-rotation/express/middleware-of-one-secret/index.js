const express = require("express");
const jwt = require("jsonwebtoken");
const { expressjwt } = require("express-jwt");

const app = express();
const signedIn = expressjwt({ secret: process.env.JWT_SECRET, algorithms: ["HS256"] });

app.post("/login", (req, res) => res.json({ token: jwt.sign({ id: 1 }, process.env.JWT_SECRET) }));
app.get("/bookings", signedIn, (req, res) => res.json([]));

app.listen(3000);
