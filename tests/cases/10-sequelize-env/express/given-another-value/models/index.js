const { Sequelize } = require("sequelize");

let env = "development";
if (process.env.NODE_ENV) env = process.env.NODE_ENV;
const config = require("../config/config")[env];

module.exports = { sequelize: new Sequelize(config) };
