const express = require("express");
const db = require("./db");

const app = express();

app.get("/boats", async (req, res) => {
  res.json(await db("boats"));
});

app.listen(3000);
