const express = require("express");
const { register, timed } = require("./monitoring");

const app = express();

app.use(timed);
app.get("/internal/metrics", async (req, res) => res.end(await register.metrics()));
app.get("/beds", (req, res) => res.json([]));

app.listen(3000);
