import express from "express";
import { accountRouter, tramRouter } from "./routes";

const app = express();
app.use(express.json());
app.use("/account", accountRouter);
app.use("/trams", tramRouter);
app.listen(3000);
