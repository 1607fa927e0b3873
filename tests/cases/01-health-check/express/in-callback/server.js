const express = require("express");
const { MongoClient } = require("mongodb");

const app = express();
const client = new MongoClient(process.env.MONGO_URL);

client.connect().then(() => {
  const readings = client.db("sensors").collection("readings");

  app.use(express.json());

  app.get("/readings", async (req, res) => {
    res.json(await readings.find().limit(100).toArray());
  });

  app.listen(3000, () => console.log("sensors is up"));
});
