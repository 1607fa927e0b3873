const { Sequelize } = require("sequelize");
const configs = require("../config/config");

const settings = () => {
  if (process.env.NODE_ENV === "production") return configs.production;
  return configs.development;
};

module.exports = { sequelize: new Sequelize(settings()) };
