import express from "express";
import { createClient } from "redis";

const redis = createClient({ url: process.env.REDIS_URL });
redis.on("error", (error) => console.error(error));
await redis.connect();

const app = express();

app.get("/sessions/:id", async (req, res) => {
  res.json(await redis.hGetAll(`session:${req.params.id}`));
});

app.listen(3000);
