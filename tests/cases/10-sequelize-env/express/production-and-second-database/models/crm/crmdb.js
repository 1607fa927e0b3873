const Sequelize = require("sequelize");
const config = require("../../config/config.js").crmdb;

module.exports = { sequelize: new Sequelize(config.database, config.username, config.password, config) };
