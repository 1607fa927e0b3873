import express from "express";

export function createApp() {
  const app = express();
  app.use(express.json());
  app.get("/rooms", (req, res) => res.json([]));
  return app;
}
