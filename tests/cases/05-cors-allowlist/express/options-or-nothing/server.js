const express = require("express");
const cors = require("cors");

const { FRONTEND_URL } = process.env;
const app = express();

app.use(cors(FRONTEND_URL ? { origin: FRONTEND_URL, credentials: true } : {}));

app.get("/cart", (req, res) => {
  res.json({ items: [] });
});

app.listen(3000);
