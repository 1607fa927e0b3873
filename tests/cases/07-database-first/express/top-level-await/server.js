import express from "express";
import { MongoClient } from "mongodb";

export const client = new MongoClient(process.env.MONGO_URL);
await client.connect();

const app = express();
app.listen(3000);
