import express from "express";
import { env } from "./env.js";

const app = express();
app.get("/", (req, res) => res.redirect(env.SITE_URL));
app.listen(3000);
