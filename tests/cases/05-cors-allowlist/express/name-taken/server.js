const express = require("express");
const cors = require("cors");

const corsAllowlist = ["https://shop.example.com"];
const app = express();

app.use("/cart", cors({ origin: corsAllowlist, credentials: true }));
app.use(cors());

app.get("/cart", (req, res) => {
  res.json({ items: [] });
});

app.listen(3000);
