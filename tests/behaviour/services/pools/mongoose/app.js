const express = require("express");
const mongoose = require("mongoose");

mongoose.connect(process.env.DATABASE_URL);
const app = express();

app.get("/count", async (req, res) => {
  await mongoose.connection.db.command({ sleep: 1, millis: 200 });
  res.json(1);
});

app.listen(process.env.PORT);
