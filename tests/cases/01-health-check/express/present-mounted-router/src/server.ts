import express from "express";

import apiRouter from "./routes";

const app = express();

app.use("/api/v1", apiRouter);

app.listen(3000);
