const Sequelize = require("sequelize");
const settings = require("./db.config");

const sequelize = new Sequelize(settings.NAME, settings.USER, process.env.DB_PASSWORD, {
  host: settings.HOST,
  port: settings.PORT,
  dialect: "mysql",
});

module.exports = { sequelize };
