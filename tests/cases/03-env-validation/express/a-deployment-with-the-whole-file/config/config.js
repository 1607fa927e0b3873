require('dotenv').config()

module.exports = {
  development: { username: 'dev', password: process.env.DEV_DB_PASSWORD, database: 'clinic', host: 'localhost', dialect: 'postgres' },
  production: {
    username: process.env.DB_USER,
    password: process.env.DB_PASSWORD,
    database: process.env.DB_NAME,
    host: process.env.DB_HOST,
    port: process.env.DB_PORT,
    dialect: 'postgres',
  },
}
