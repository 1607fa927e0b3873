const express = require("express");
const { MongoClient } = require("mongodb");

const client = new MongoClient(process.env.DATABASE_URL);
const app = express();

app.get("/count", async (req, res) => {
  await client.db().command({ sleep: 1, millis: 200 });
  res.json(1);
});

app.listen(process.env.PORT);
