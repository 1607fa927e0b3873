const express = require("express");
const knex = require("knex");

const db = knex({ client: "mysql2", connection: process.env.DATABASE_URL });
const app = express();

app.get("/count", async (req, res) => {
  await db.raw("SELECT SLEEP(0.2)");
  res.json(1);
});

app.listen(process.env.PORT);
