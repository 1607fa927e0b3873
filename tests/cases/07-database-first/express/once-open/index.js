const mongoose = require("mongoose");
const express = require("express");
const app = express();

mongoose.connect(process.env.MONGO_URI);
const db = mongoose.connection;
db.on("error", console.error);
db.once("open", () => {
  app.listen(3000);
});
