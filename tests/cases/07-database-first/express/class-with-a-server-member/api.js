const express = require("express");
const pool = require("./pool");

module.exports = class Api {
  constructor() {
    this.app = express();
    this.app.get("/bookings", async (req, res) => {
      res.json((await pool.query("SELECT * FROM bookings")).rows);
    });
  }

  open() {
    this.server = this.app.listen(3000, () => console.log("open"));
  }

  close() {
    this.server?.close();
  }
};
