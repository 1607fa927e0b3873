const express = require("express");
const cors = require("cors");

const app = express();

if (process.env.NODE_ENV === "production") {
  app.use(cors({ origin: "https://shop.example.com", credentials: true }));
} else {
  app.use(cors({ origin: "http://localhost:3000", credentials: true }));
}

app.get("/cart", (req, res) => {
  res.json({ items: [] });
});

app.listen(3000);
