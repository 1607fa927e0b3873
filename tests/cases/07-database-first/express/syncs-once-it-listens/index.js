const express = require("express");
const { sequelize } = require("./db");

const app = express();
app.listen(3000, async () => {
  console.log("up");
  await sequelize.sync();
});
