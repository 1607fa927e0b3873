const express = require("express");

const app = express();

app.use((req, res, next) => {
  res.header("Access-Control-Allow-Origin", "*");
  res.header("Access-Control-Allow-Headers", "Origin, Content-Type, Accept");
  next();
});

app.get("/forecast", (req, res) => {
  res.json({ tomorrow: "rain" });
});

app.listen(3000);
