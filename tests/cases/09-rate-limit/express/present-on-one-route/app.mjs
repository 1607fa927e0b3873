import express from "express";
import auth from "./auth.mjs";

const app = express();
app.use("/auth", auth);
app.listen(3000);
