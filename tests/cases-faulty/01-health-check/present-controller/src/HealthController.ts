import { Router } from "express";

export class HealthController {
  readonly router = Router();

  constructor() {
    this.router.get("/health", (_req, res) => {
      res.json({ status: "ok" });
    });
  }
}
