const { Pool } = require("pg");

const pool = new Pool();

exports.films = async () => {
  const { rows } = await pool.query("SELECT * FROM films");
  return rows;
};
