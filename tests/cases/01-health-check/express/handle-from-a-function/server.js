import express from "express";
import { sequelize } from "./database.js";

const app = express();

app.get("/trees", async (req, res) => {
  res.json(await sequelize.query("SELECT * FROM trees"));
});

app.listen(3000);
