const mysql = require("mysql2");

const pool = mysql.createPool({ host: process.env.DB_HOST }).promise();

module.exports = pool;
