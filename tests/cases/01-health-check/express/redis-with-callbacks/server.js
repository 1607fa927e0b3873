const express = require("express");
const redis = require("redis");

const client = redis.createClient(process.env.REDIS_URL);
const app = express();

app.get("/scores", (req, res, next) => {
  client.zrange("scores", 0, 9, (error, scores) => (error ? next(error) : res.json(scores)));
});

app.listen(3000);
