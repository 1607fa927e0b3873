const { Sequelize } = require("sequelize");
const path = require("path");

// settings of the database
const config = require(path.join(__dirname, "..", "config", "config.js")).development;

const sequelize = new Sequelize(config);

module.exports = { sequelize };
