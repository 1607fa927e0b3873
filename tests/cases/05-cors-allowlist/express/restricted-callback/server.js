const express = require("express");
const cors = require("cors");

const whitelist = ["https://shop.example.com", "https://admin.example.com"];

const app = express();

app.use(
  cors({
    origin(origin, callback) {
      if (!origin || whitelist.includes(origin)) {
        callback(null, true);
      } else {
        callback(new Error("Not allowed by CORS"));
      }
    },
  })
);

app.get("/cart", (req, res) => {
  res.json({ items: [] });
});

app.listen(3000);
