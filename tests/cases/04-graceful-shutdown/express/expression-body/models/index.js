const { Sequelize } = require("sequelize");

const db = {};
db.sequelize = new Sequelize(process.env.DATABASE_URL);

module.exports = db;
