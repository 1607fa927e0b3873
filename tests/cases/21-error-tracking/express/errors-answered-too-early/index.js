const express = require("express");

const app = express();

app.get("/carts", (req, res) => res.json([]));
app.use((error, req, res, next) => {
  res.status(500).end();
});
app.get("/orders", (req, res) => res.json([]));

app.listen(3000);
