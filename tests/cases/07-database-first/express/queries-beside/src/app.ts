import express from "express";
import "./database";

const app = express();
app.get("/", (req, res) => res.json({ ok: true }));

export default app;
