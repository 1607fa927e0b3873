import express from "express";
import { sequelize } from "./database";

const app = express();

app.get("/orders", async (_req, res) => {
  res.json(await sequelize.models.Order.findAll());
});

app.listen(3000);
