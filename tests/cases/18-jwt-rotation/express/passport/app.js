const express = require("express");
const passport = require("passport");
const jwt = require("jsonwebtoken");
require("./passport");

const app = express();

app.post("/login", (req, res) => {
  res.json({ token: jwt.sign({ id: 1 }, process.env.JWT_SECRET || "keyboard cat") });
});

app.get("/notes", passport.authenticate("jwt", { session: false }), (req, res) => res.json([]));

app.listen(3000);
