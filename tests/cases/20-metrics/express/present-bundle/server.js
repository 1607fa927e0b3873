import express from "express";
import promBundle from "express-prom-bundle";

const app = express();

app.use(promBundle({ includeMethod: true, includePath: true }));
app.get("/beds", (req, res) => res.json([]));

app.listen(3000);
