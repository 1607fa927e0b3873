const { Sequelize } = require("sequelize");
const configs = require("./config/database");

const config = configs[process.env.NODE_ENV || "development"];

module.exports = new Sequelize(config.database, config.username, config.password, config);
