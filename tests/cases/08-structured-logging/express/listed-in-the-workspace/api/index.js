const express = require("express");
const { rows } = require("@orchard/shared");

const app = express();

app.get("/rows", (req, res) => {
  console.log("rows were asked for");
  res.json(rows);
});

app.listen(3000);
