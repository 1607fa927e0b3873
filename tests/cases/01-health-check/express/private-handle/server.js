const express = require("express");
const db = require("./db");

const app = express();

app.get("/films", async (req, res) => {
  res.json(await db.films());
});

app.listen(3000);
