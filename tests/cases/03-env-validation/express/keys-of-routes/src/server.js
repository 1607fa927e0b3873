import express from "express";
import { pool } from "./database.js";
import { forecast, permit, stations, tickets } from "./routes/journeys.js";

const app = express();

app.get("/journeys", async (req, res) => {
  const { rows } = await pool.query("SELECT * FROM journeys");
  res.json(rows);
});
app.get("/forecast", forecast);
app.get("/permits", permit);
app.get("/stations", stations);
app.get("/tickets", tickets);

app.listen(3000);
