import { Router } from "express";

export const spacesRouter = Router();

spacesRouter.get("/", (_req, res) => {
  res.json([]);
});
