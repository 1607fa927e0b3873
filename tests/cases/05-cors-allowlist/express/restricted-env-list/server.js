const express = require("express");
const cors = require("cors");

const app = express();

const origins = (process.env.ALLOWED_ORIGINS || "http://localhost:5173").split(",");
app.use(cors({ origin: origins, credentials: true }));

app.get("/cart", (req, res) => {
  res.json({ items: [] });
});

app.listen(3000);
