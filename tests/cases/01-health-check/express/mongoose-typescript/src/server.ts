import express from "express";
import mongoose from "mongoose";

const app = express();

app.get("/posts", async (_req, res) => {
  res.json(await mongoose.model("Post").find());
});

void mongoose.connect(process.env.MONGO_URL ?? "mongodb://localhost/blog").then(() => {
  app.listen(3000);
});
