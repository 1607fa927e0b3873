import express from "express";
import { Pool } from "pg";

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
const app = express();

app.use(express.json());

app.get("/entries", async (_req, res) => {
  const { rows } = await pool.query("SELECT * FROM entries ORDER BY booked_at");
  res.json(rows);
});

app.listen(Number(process.env.PORT) || 3000);
