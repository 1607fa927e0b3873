import "dotenv/config";
import express from "express";
import { shelves } from "./routes/shelves.js";

export const app = express();

app.use("/shelves", shelves);
