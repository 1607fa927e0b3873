const mongoose = require("mongoose");
const express = require("express");
const app = express();

mongoose.connect(process.env.MONGO_URI).then(() => {
  app.listen(3000);
});
