import { Router } from "express";

function statusRouter(): Router {
  const router = Router();
  router.get("/ready", (_req, res) => {
    res.json({ ready: true });
  });
  return router;
}

export function installStatus(on: Router, prefix: string = "") {
  on.use(prefix + "/status", statusRouter());
}
