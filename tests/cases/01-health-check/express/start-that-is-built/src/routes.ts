import { Response, Router } from "express";

export const routes = Router();

routes.get("/terms", (_req, res: Response) => {
  res.json([]);
});
