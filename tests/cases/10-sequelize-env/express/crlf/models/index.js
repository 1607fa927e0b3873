const { Sequelize } = require("sequelize");
var env = "development";
var config = require("../config/config.json")[env];

module.exports = { sequelize: new Sequelize(config), env: env };
