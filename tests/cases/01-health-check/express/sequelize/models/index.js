const { Sequelize, DataTypes } = require("sequelize");

const sequelize = new Sequelize(process.env.DATABASE_URL, { logging: false });

const Patient = sequelize.define("patient", {
  name: { type: DataTypes.STRING, allowNull: false },
});

module.exports = { sequelize, Patient };
