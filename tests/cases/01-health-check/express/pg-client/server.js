const express = require("express");
const { Client } = require("pg");

const app = express();
const client = new Client({ connectionString: process.env.DATABASE_URL });
client.connect();

app.get("/readings", async (req, res) => {
  const { rows } = await client.query("SELECT * FROM readings LIMIT 100");
  res.json(rows);
});

app.listen(3000);
