const express = require("express");
const knex = require("knex");

const db = knex({ client: "pg", connection: process.env.DATABASE_URL });
const app = express();

app.get("/count", async (req, res) => {
  await db.raw("SELECT pg_sleep(0.2)");
  res.json(1);
});

app.listen(process.env.PORT);
