const express = require("express");
const { sequelize } = require("./db");

const app = express();
app.locals.sequelize = sequelize;

function start() {
  return app.listen(3000);
}

start();
