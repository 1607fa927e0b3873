const { Sequelize } = require("sequelize");

const sequelize = new Sequelize("mysql://stock@database:3306/stock", { logging: false });

module.exports = { sequelize };
