const express = require("express");
const { sequelize } = require("./models");

const app = express();

app.get("/accounts", async (req, res) => {
  const [rows] = await sequelize.query("SELECT * FROM accounts");
  res.json(rows);
});

app.listen(process.env.PORT || 3000);
