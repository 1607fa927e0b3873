const { Sequelize } = require("sequelize");
const configs = require("./config/database");

let sequelize;
if (process.env.DATABASE_URL) {
  sequelize = new Sequelize(process.env.DATABASE_URL, { dialect: "postgres" });
} else {
  const config = configs[process.env.NODE_ENV || "development"];
  sequelize = new Sequelize(config.database, config.username, config.password, config);
}

module.exports = sequelize;
