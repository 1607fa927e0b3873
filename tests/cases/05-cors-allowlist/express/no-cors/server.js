const express = require("express");
const helmet = require("helmet");

const app = express();

app.use(helmet());

app.get("/cart", (req, res) => {
  res.json({ items: [] });
});

app.listen(3000);
