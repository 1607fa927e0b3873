import express from "express";
import { MongoClient } from "mongodb";

const client = new MongoClient(process.env.MONGO_URL);
const readings = client.db("sensors").collection("readings");

const app = express();

app.get("/readings", async (req, res) => {
  res.json(await readings.find().limit(100).toArray());
});

app.listen(3000);
