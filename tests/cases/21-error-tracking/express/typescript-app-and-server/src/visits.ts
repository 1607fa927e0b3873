import { Router } from "express";

export const visits = Router();
visits.get("/", (_req, res) => {
  res.json([]);
});
