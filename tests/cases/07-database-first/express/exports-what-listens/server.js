const express = require("express");
const pool = require("./pool");

const app = express();

app.get("/bookings", async (req, res) => {
  res.json((await pool.query("SELECT * FROM bookings")).rows);
});

module.exports = app.listen(3000);
