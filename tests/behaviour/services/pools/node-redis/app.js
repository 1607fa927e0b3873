const express = require("express");
const { createClient } = require("redis");

const redis = createClient({ url: process.env.DATABASE_URL });
redis.on("error", (error) => console.error(error.message));
redis.connect();
const app = express();

app.get("/count", async (req, res) => {
  res.json(await redis.incr("count"));
});

app.listen(process.env.PORT);
