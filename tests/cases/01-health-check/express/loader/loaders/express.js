import express from "express";

export default async ({ app }) => {
  app.use(express.json());
  app.get("/pages", (req, res) => res.json([]));
  app.use((err, req, res, next) => {
    res.status(500).json({ error: err.message });
  });
};
