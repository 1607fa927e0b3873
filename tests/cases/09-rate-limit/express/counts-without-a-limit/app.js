const express = require("express");
const Redis = require("ioredis");

const redis = new Redis(process.env.REDIS_URL);
const app = express();

app.use(async (req, res, next) => {
  await redis.incr("visits");
  next();
});
app.get("/quota", (req, res) => res.status(429).json({ error: "none left" }));

app.listen(3000);
