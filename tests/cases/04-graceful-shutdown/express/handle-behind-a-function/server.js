const express = require("express");
const { films } = require("./db");

const app = express();

app.get("/films", async (req, res) => {
  res.json(await films());
});

app.listen(3000);
