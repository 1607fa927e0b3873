const express = require("express");
const Redis = require("ioredis");

const redis = new Redis(process.env.DATABASE_URL);
const app = express();

app.get("/count", async (req, res) => {
  res.json(await redis.incr("count"));
});

app.listen(process.env.PORT);
