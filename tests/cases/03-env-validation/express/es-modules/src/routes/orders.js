import { Router } from "express";

const { SUPPLIER_URL, SUPPLIER_TIMEOUT = "5000", REGION: region } = process.env;

export const orders = Router();

orders.get("/", async (req, res) => {
  const answer = await fetch(`${SUPPLIER_URL}/orders?region=${region}&limit=${process.env.LIMIT ?? 10}`);
  res.json(await answer.json());
});
