const mongoose = require("mongoose");
const express = require("express");
const app = express();

const start = () => {
  app.listen(3000, () => console.log("up"));
};

mongoose
  .connect(process.env.MONGO_URI)
  .then(start)
  .catch((error) => console.error(error));
