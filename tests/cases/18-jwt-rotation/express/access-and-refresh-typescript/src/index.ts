import express from "express";
import { requireAccess, refresh } from "./auth/tokens";

const app = express();

app.post("/refresh", refresh);
app.get("/orders", requireAccess, (_req, res) => {
  res.json([]);
});

app.listen(3000);
