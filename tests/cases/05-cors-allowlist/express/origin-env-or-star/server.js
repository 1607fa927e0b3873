const express = require("express");
const cors = require("cors");

const app = express();

app.use(cors({
  origin: process.env.CLIENT_URL || "*",
  credentials: true
}));

app.get("/search", (req, res) => {
  res.json({ query: req.query.q, hits: [] });
});

app.listen(process.env.PORT || 3000, () => {
  console.log("search is up");
});
