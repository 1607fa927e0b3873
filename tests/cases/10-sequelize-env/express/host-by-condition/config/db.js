const { Sequelize } = require("sequelize");

let sequelize;

switch (process.env.NODE_ENV) {
  case "production":
    sequelize = new Sequelize("depot", process.env.DB_USER, process.env.DB_PASSWORD, {
      host: process.env.DB_HOST,
      dialect: "mysql",
    });
    break;
  default:
    sequelize = new Sequelize("depot", "depot", "", { host: "localhost", dialect: "mysql" });
}

module.exports = { sequelize };
