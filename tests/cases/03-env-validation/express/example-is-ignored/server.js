const express = require("express");
const { Pool } = require("pg");

const app = express();
const pool = new Pool({ connectionString: process.env.DATABASE_URL });

app.get("/", async (req, res) => {
  const { rows } = await pool.query("SELECT 1");
  res.json(rows);
});

app.listen(3000);
