const express = require("express");
const { Pool } = require("pg");

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
const app = express();

app.get("/count", async (req, res) => {
  await pool.query("SELECT pg_sleep(0.2)");
  res.json(1);
});

app.listen(process.env.PORT);
