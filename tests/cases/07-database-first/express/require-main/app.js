const express = require("express");
const pool = require("./db");

const app = express();

app.get("/", async (req, res) => {
  const { rows } = await pool.query("SELECT now()");
  res.json(rows);
});

if (require.main === module) {
  const port = process.env.PORT || 3000;
  app.listen(port);
}

module.exports = app;
