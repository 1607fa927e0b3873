import express from "express";

const app = express();

"measure.ts";

"mount-metrics.ts";

app.use(express.json());
