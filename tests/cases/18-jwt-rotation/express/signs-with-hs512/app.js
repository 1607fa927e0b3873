const express = require("express");
const signedIn = require("./middleware/signedIn");

const jwt = require("jsonwebtoken");

const app = express();

app.get("/notes", signedIn, (req, res) => {
  res.json({ owner: req.user.id });
});

app.post("/login", (req, res) => {
  res.json({ token: jwt.sign({ id: 1 }, process.env.JWT_SECRET, { algorithm: "HS512" }) });
});

app.listen(process.env.PORT || 3000);
