const cors = require("cors");
const express = require("express");

const app = express();

app.use(cors());

app.get("/orders", (req, res) => {
  res.json([]);
});

app.listen(3000);
