import express from "express";

import { Database } from "./database";

const app = express();

app.get("/sessions", async (_req, res) => {
  const [rows] = await Database.sequelize.query("SELECT * FROM sessions");
  res.json(rows);
});

Database.connect().then(() => app.listen(3000));
