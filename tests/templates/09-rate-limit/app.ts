import express from "express";

const app = express();

"trust-proxy.ts";

"mount-limiters.ts";

app.get("/api/orders", (_req, res) => {
  res.json([]);
});
