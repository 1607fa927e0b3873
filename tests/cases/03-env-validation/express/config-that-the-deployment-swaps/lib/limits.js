const { Pool } = require("pg");

const limits = new Pool({ connectionString: process.env.LIMITS_URL });

module.exports = { rows: async () => (await limits.query("select most from limits")).rows[0].most };
