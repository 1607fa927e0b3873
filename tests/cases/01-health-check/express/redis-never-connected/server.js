const express = require("express");
const pool = require("./lib/pool");
const seen = require("./lib/seen");

const app = express();

app.get("/parcels/:id", async (req, res) => {
  if (await seen.has(req.params.id)) return res.sendStatus(304);
  const { rows } = await pool.query("SELECT * FROM parcels WHERE id = $1", [req.params.id]);
  res.json(rows[0]);
});

app.listen(3000);
