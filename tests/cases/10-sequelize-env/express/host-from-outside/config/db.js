const { Sequelize } = require("sequelize");

const sequelize = new Sequelize("orders", process.env.DB_USER, process.env.DB_PASSWORD, {
  host: process.env.DB_HOST || "localhost",
  dialect: "mysql",
});

const scratch = new Sequelize("sqlite::memory:");

module.exports = { sequelize, scratch };
