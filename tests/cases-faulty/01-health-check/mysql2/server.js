const express = require("express");
const mysql = require("mysql2/promise");

const app = express();
const db = mysql.createPool({ uri: process.env.DATABASE_URL });

app.get("/readings", async (req, res) => {
  const [rows] = await db.query("SELECT * FROM readings LIMIT 100");
  res.json(rows);
});

app.listen(3000);
