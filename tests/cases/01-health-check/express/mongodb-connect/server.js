const express = require("express");
const { connect, readings } = require("./db");

const app = express();

app.get("/readings", async (req, res) => {
  res.json(await readings().find().limit(100).toArray());
});

connect().then(() => app.listen(3000));
