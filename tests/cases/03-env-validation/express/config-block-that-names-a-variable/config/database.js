const shared = { dialect: "postgres", use_env_variable: "LEDGER_URL" };

module.exports = {
  development: {
    username: "ledger",
    password: null,
    database: "ledger",
    host: "localhost",
    dialect: "postgres",
  },
  production: {
    ...shared,
    username: process.env.DB_USER,
    password: process.env.DB_PASSWORD,
    database: process.env.DB_NAME,
    host: process.env.DB_HOST,
    port: process.env.DB_PORT,
  },
};
