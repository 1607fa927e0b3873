const { Sequelize } = require("sequelize");
const configs = require("../config/config");

const isProduction = process.env.NODE_ENV === "production";
const config = isProduction ? configs.production : configs.development;

module.exports = { sequelize: new Sequelize(config) };
