const express = require("express");
const cors = require("cors");

const allowedOrigins = [
  "https://shop.example.com",
  "https://admin.example.com",
];

const app = express();

app.use(cors({ origin: allowedOrigins, credentials: true }));

app.get("/cart", (req, res) => {
  res.json({ items: [] });
});

app.listen(3000);
