require("dotenv").config();

// A database on the developer's machine speaks no TLS
const isLocalDB = (host) =>
  ["localhost", "127.0.0.1", "host.docker.internal"].includes(host);

const dialectOptions = (host) =>
  isLocalDB(host) ? {} : { ssl: { require: true, rejectUnauthorized: false } };

module.exports = {
  development: {
    username: process.env.DB_USERNAME,
    password: process.env.DB_PASSWORD,
    database: process.env.DB_NAME,
    host: process.env.DB_HOST,
    port: process.env.DB_PORT,
    dialect: "postgres",
    dialectOptions: dialectOptions(process.env.DB_HOST),
    define: { schema: process.env.DB_SCHEMA || "public" },
  },
  test: {
    username: process.env.DB_USERNAME,
    password: process.env.DB_PASSWORD,
    database: process.env.DB_NAME,
    host: process.env.DB_HOST,
    port: process.env.DB_PORT,
    dialect: "postgres",
    dialectOptions: dialectOptions(process.env.DB_HOST),
    define: { schema: process.env.DB_SCHEMA || "public" },
  },
  production: {
    username: process.env.DB_USERNAME,
    password: process.env.DB_PASSWORD,
    database: process.env.DB_NAME,
    host: process.env.DB_HOST,
    port: process.env.DB_PORT,
    dialect: "postgres",
    dialectOptions: dialectOptions(process.env.DB_HOST),
    define: { schema: process.env.DB_SCHEMA || "public" },
  },

  crmdb: {
    username: process.env.CRM_DB_USERNAME,
    password: process.env.CRM_DB_PASSWORD,
    database: process.env.CRM_DB_NAME,
    host: process.env.CRM_DB_HOST,
    port: process.env.CRM_DB_PORT,
    dialect: "postgres",
    dialectOptions: dialectOptions(process.env.CRM_DB_HOST),
    define: { schema: process.env.CRM_DB_SCHEMA || "public" },
  },
};
