const express = require("express");
const app = express();
const { sequelize } = require("./db");

async function main() {
  try {
    await sequelize.authenticate();
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
  app.listen(3000);
}

main();
