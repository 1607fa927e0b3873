const express = require("express");
const mongoose = require("mongoose");

const app = express();
const connection = connect();

connection
  .on("error", console.log)
  .on("disconnected", connect)
  .once("open", listen);

function listen() {
  if (app.get("env") === "test") return;
  app.listen(3000);
}

function connect() {
  mongoose.connect(process.env.MONGO_URI, { keepAlive: 1 });
  return mongoose.connection;
}
