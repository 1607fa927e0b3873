const express = require("express");
const Redis = require("ioredis");
const { redis } = require("./lib/redis");

const cache = new Redis(process.env.CACHE_URL);
const app = express();

app.get("/jobs/:id", async (req, res) => {
  const known = await cache.get(req.params.id);
  res.json(known ? JSON.parse(known) : await redis.hgetall(req.params.id));
});

app.listen(3000);
