const Redis = require("ioredis");
const express = require("express");
const app = express();

const cache = new Redis(process.env.REDIS_URL);
app.get("/", async (req, res) => res.send(await cache.get("x")));
app.listen(3000);
