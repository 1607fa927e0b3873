const express = require("express");
const cors = require("cors");

const shared = { origin: "*", maxAge: 600 };
const app = express();

app.use(cors({ ...shared, methods: ["GET"] }));

app.get("/orders", (req, res) => {
  res.json([]);
});

app.listen(3000);
