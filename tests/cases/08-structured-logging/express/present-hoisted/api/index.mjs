import express from "express";
import { pinoHttp } from "pino-http";

const app = express();
app.use(pinoHttp());
app.get("/", (req, res) => res.send("ok"));
app.listen(3000);
