const { Sequelize } = require("sequelize");
const config = require("../config").crm;

const sequelizeCrm = new Sequelize(config.database, config.username, config.password, config);

module.exports = { sequelizeCrm };
