const express = require("express");
const { rateLimit } = require("express-rate-limit");

const app = express();
app.set("trust proxy", 1);
app.use(rateLimit({ limit: 100 }));
app.get("/signs", (req, res) => res.json([]));

app.listen(3000);
