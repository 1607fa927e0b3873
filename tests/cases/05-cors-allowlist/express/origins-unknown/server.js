const express = require("express");
const cors = require("cors");

const app = express();

app.use(cors({ origin: "*" }));

app.get("/cart", (req, res) => {
  res.json({ items: [] });
});

app.listen(3000);
