require("dotenv").config();

const common = {
  username: process.env.DB_USERNAME,
  password: process.env.DB_PASSWORD,
  database: process.env.DB_NAME,
  host: process.env.DB_HOST,
  dialect: "postgres",
};

module.exports = {
  development: common,
  test: { ...common, logging: false },
  production: { ...common, dialectOptions: { ssl: { require: true } } },
};
