import express from "express";

const app = express();
"load-env.ts";
"load-env-check.ts";
app.listen(0);
