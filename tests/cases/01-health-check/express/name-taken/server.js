const express = require("express");

const app = express();

function reportHealth(message) {
  console.log(`health: ${message}`);
}

app.get("/films", (req, res) => {
  reportHealth("films asked for");
  res.json([]);
});

app.listen(3000);
