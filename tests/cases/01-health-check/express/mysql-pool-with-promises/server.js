const express = require("express");
const pool = require("./pool");

const app = express();

app.get("/menus", async (req, res) => {
  const [menus] = await pool.query("SELECT * FROM menus");
  res.json(menus);
});

app.listen(3000);
