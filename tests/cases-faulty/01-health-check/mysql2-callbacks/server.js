const express = require("express");
const mysql = require("mysql2");

const app = express();
const db = mysql.createConnection({ uri: process.env.DATABASE_URL });

app.get("/readings", (req, res) => {
  db.query("SELECT * FROM readings LIMIT 100", (error, rows) => {
    if (error) return res.sendStatus(500);
    res.json(rows);
  });
});

app.listen(3000);
