const express = require("express");
const { sequelize } = require("./config/db");

const app = express();

app.get("/orders", async (req, res) => {
  const [orders] = await sequelize.query("SELECT id, total FROM orders");
  res.json(orders);
});

app.listen(process.env.PORT || 3000);
