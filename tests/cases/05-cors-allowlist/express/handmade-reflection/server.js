const express = require("express");

const allowed = new Set(["https://weather.example.com"]);
const app = express();

app.use((req, res, next) => {
  const { origin } = req.headers;
  if (allowed.has(origin)) {
    res.setHeader("Access-Control-Allow-Origin", origin);
    res.setHeader("Vary", "Origin");
  }
  next();
});

app.get("/forecast", (req, res) => {
  res.json({ tomorrow: "rain" });
});

app.listen(3000);
