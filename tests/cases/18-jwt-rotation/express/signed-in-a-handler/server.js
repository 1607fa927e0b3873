const express = require("express");
const jwt = require("jsonwebtoken");
const { Pool } = require("pg");

const pool = new Pool();
const app = express();
app.use(express.json());

app.post("/login", (req, res) => {
  pool.query("SELECT id FROM users WHERE email = $1", [req.body.email], (err, found) => {
    if (err || found.rows.length === 0) return res.status(401).json({ message: "no" });
    const token = jwt.sign({ id: found.rows[0].id }, process.env.JWT_SECRET || "secret123", { expiresIn: "1h" });
    res.json({ token });
  });
});

app.get("/me", (req, res) => {
  jwt.verify(req.headers.authorization, process.env.JWT_SECRET || "secret123", (err, user) => {
    if (err) return res.status(401).json({ message: "no" });
    res.json(user);
  });
});

app.listen(process.env.PORT || 3000);
