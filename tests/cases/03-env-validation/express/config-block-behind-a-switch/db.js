const path = require("path");
const Sequelize = require("sequelize");
const env = process.env.NODE_ENV || "development";
const { database, username, password, ...options } = require(path.join(__dirname, "config", "database.js"))[env];

const url = process.env.POSTGRES_URL;

module.exports = url
  ? new Sequelize(url)
  : new Sequelize(database, username, password, options);
