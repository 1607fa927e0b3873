const express = require("express");

const app = express();
const seen = new Map();

app.use((req, res, next) => {
  const count = (seen.get(req.ip) || 0) + 1;
  seen.set(req.ip, count);
  if (count > 100) {
    return res.status(429).json({ error: "slow down" });
  }
  next();
});
app.get("/api/films", (req, res) => res.json([]));
app.listen(3000);
