import express from "express";
import pg from "pg";

import { queue } from "./queue.js";

async function start() {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
  await pool.query("SELECT 1");

  const app = express();
  app.use(express.json());

  app.post("/mails", async (req, res) => {
    await queue(pool, req.body);
    res.sendStatus(202);
  });

  app.listen(3000, () => {
    console.log("mailer is up");
  });
}

start();
