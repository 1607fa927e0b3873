const express = require("express");
const mysql = require("mysql2");

const pool = mysql.createPool(process.env.DATABASE_URL);
const app = express();

app.get("/count", async (req, res) => {
  await pool.promise().query("SELECT SLEEP(0.2)");
  res.json(1);
});

app.listen(process.env.PORT);
