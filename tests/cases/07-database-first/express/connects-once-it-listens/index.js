const express = require("express");
const mongoose = require("mongoose");

const app = express();
app.listen(3000, () => {
  mongoose.connect(process.env.MONGO_URI).then(() => console.log("connected"));
});
