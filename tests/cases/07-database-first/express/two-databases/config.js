module.exports = {
  crm: {
    username: process.env.CRM_DB_USERNAME,
    password: process.env.CRM_DB_PASSWORD,
    database: process.env.CRM_DB_NAME,
    host: process.env.CRM_DB_HOST,
    dialect: "postgres",
  },
};
