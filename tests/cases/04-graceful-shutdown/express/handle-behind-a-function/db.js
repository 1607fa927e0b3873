const { Pool } = require("pg");

let pool;

function getPool() {
  if (!pool) {
    pool = new Pool({ connectionString: process.env.DATABASE_URL });
  }
  return pool;
}

const films = async () => {
  const { rows } = await getPool().query("SELECT * FROM films");
  return rows;
};

module.exports = { films, getPool };
