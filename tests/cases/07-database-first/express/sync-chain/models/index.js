const Sequelize = require("sequelize");

const db = {};
db.sequelize = new Sequelize("shop", "shop", process.env.DB_PASSWORD, { dialect: "mysql" });
module.exports = db;
