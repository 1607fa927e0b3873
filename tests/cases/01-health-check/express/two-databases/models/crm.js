const { Sequelize, DataTypes } = require("sequelize");

const sequelize = new Sequelize(process.env.CRM_DATABASE_URL);
sequelize.define("customer", { name: DataTypes.STRING });

module.exports = { sequelize };
