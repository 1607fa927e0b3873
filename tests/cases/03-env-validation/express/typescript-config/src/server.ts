import express from "express";
import config from "@/config";
import { pool } from "@/db";

const app = express();

app.get("/loans", async (_req, res) => {
  const { rows } = await pool.query("SELECT * FROM loans");
  res.json(rows);
});

app.listen(config.port);
