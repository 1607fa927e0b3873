const { Pool } = require("pg");

const pool = new Pool();

exports.query = (text, values) => pool.query(text, values);
