const express = require("express");
const { DataSource } = require("typeorm");

const source = new DataSource({
  type: "postgres",
  url: process.env.DATABASE_URL,
});
const app = express();

app.get("/count", async (req, res) => {
  await source.query("SELECT pg_sleep(0.2)");
  res.json(1);
});

source.initialize().then(() => app.listen(process.env.PORT));
