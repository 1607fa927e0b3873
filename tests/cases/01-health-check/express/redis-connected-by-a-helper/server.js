const express = require("express");
const { client } = require("./lib/redis");
const Cache = require("./lib/cache");

const cache = new Cache(client);
const app = express();

app.get("/parcels/:id", async (req, res) => {
  res.json(await cache.get(req.params.id));
});

cache.open().then(() => app.listen(3000));
