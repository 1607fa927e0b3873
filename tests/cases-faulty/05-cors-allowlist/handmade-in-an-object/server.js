const express = require("express");

const app = express();

app.use((req, res, next) => {
  res.set({
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Content-Type",
  });
  next();
});

app.get("/forecast", (req, res) => {
  res.json({ tomorrow: "rain" });
});

app.listen(3000);
