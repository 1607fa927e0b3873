import express from "express";
import { installStatus } from "@library/common/src/status.js";

export default function routes() {
  const router: express.Router = express.Router();
  installStatus(router);

  router.get("/loans", (_req, res) => {
    res.json([]);
  });

  return router;
}
