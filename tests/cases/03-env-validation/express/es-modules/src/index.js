#!/usr/bin/env node
import express from "express";
import dotenv from "dotenv";
import { connectDatabase } from "./database.js";
import { orders } from "./routes/orders.js";

dotenv.config();

const app = express();
app.use("/orders", orders);

await connectDatabase();
app.listen(3000);
