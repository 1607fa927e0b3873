const express = require("express");

const app = express();

app.get("/films", (req, res) => {
  res.json([]);
;

app.listen(3000);
