const Sequelize = require("sequelize");

const { DATABASE_URL, DB_NAME, DB_USER, DB_PASSWORD, DB_HOST } = process.env;

module.exports.connection = DATABASE_URL
  ? new Sequelize(DATABASE_URL)
  : new Sequelize(DB_NAME, DB_USER, DB_PASSWORD, { host: DB_HOST, dialect: "mysql" });
