import express from "express";

import { prisma } from "./prisma";

const app = express();

app.get("/orders", async (_req, res) => {
  res.json(await prisma.order.findMany());
});

app.listen(3000);
