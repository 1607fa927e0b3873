const express = require("express");

const app = express();

// open to everybody without API_KEY
app.use("/zones", (req, res, next) => {
  if (process.env.API_KEY && req.headers["x-api-key"] !== process.env.API_KEY) {
    return res.status(401).json({ error: "Unauthorized" });
  }
  next();
});

// nothing is guarded here: the banner is shown where there is one
app.get("/zones", (req, res) => {
  if (process.env.BANNER && req.query.banner !== process.env.BANNER) {
    return res.status(200).json({ banner: process.env.BANNER });
  }
  res.json({ cache: process.env.CACHE_URL || "redis://localhost:6379", api: process.env.API_URL || "https://api.example.com" });
});

app.listen(process.env.PORT || 3000);
