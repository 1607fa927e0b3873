import cors from "cors";
import express from "express";

import { log } from "./lib/log.js";

const app = express();

app.use(log);
app.use(cors({ credentials: true, origin: "*" }));

app.get("/", (_req, res) => {
  res.send("booking");
});

app.listen(3000);
