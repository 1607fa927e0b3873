import dotenv from "dotenv";
import express from "express";
import { cache } from "./cache.js";

dotenv.config({ path: "./config/.env.local" });

const app = express();
app.get("/beds", async (req, res) => res.json(await cache.get("beds")));
app.listen(3000);
