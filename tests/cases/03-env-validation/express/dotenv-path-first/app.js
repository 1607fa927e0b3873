const path = require("path");
const express = require("express");
require("dotenv").config({ path: path.join(__dirname, "config", "config.env") });
const pool = require("./db");

const app = express();

app.get("/wards", async (req, res) => {
  const [rows] = await pool.query("SELECT * FROM wards");
  res.json(rows);
});

app.listen(3000);
