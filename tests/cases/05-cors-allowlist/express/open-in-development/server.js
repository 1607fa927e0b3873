const express = require("express");
const cors = require("cors");

const isProduction = process.env.NODE_ENV === "production";
const app = express();

app.use(cors({ origin: isProduction ? "https://shop.example.com" : true }));

app.get("/cart", (req, res) => {
  res.json({ items: [] });
});

app.listen(3000);
