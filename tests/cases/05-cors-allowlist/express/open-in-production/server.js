const express = require("express");
const cors = require("cors");

const isProduction = process.env.NODE_ENV === "production";
const app = express();

app.use(cors({ origin: isProduction ? "*" : "http://localhost:5173" }));

app.get("/cart", (req, res) => {
  res.json({ items: [] });
});

app.listen(3000);
