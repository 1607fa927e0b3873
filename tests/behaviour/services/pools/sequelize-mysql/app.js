const express = require("express");
const { Sequelize } = require("sequelize");

const sequelize = new Sequelize(process.env.DATABASE_URL, { logging: false });
const app = express();

app.get("/count", async (req, res) => {
  await sequelize.query("SELECT SLEEP(0.2)");
  res.json(1);
});

app.listen(process.env.PORT);
