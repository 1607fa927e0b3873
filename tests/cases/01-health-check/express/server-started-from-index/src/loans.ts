import { Router } from "express";

export const loansRouter = Router();

loansRouter.get("/loans", (_req, res) => {
  res.json([]);
});
