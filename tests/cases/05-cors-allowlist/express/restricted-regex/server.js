const express = require("express");
const cors = require("cors");

const app = express();

app.use(cors({ origin: /\.example\.com$/, credentials: true }));

app.get("/cart", (req, res) => {
  res.json({ items: [] });
});

app.listen(3000);
