const express = require("express");
const app = express();
const { sequelize } = require("./db");

const main = async () => {
  try {
    await sequelize.authenticate();
    console.log("connected");
  } catch (error) {
    console.error("not connected", error);
  }

  app.listen(3000, () => {
    console.log("up");
  });
};

main();
