const express = require("express");
const mysql = require("mysql2");

const trips = mysql.createConnection({ host: process.env.TRIPS_HOST });
trips.connect((error) => {
  if (error) console.error("no trips", error);
});

const app = express();
app.get("/", (req, res) => trips.query("SELECT 1", (error, rows) => res.json(rows)));
app.listen(3000);
