// A file with the variables is there on a developer's machine
try {
  process.loadEnvFile();
} catch (error) {
  if (error.code !== "ENOENT") throw error;
}

const express = require("express");
const mongoose = require("mongoose");
const recipes = require("./routes/recipes");

mongoose.connect(process.env.MONGODB_URI);

const app = express();
app.use("/recipes", recipes);
app.listen(process.env.PORT || 8080);
