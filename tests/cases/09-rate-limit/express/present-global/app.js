const express = require("express");
const rateLimit = require("express-rate-limit");

const app = express();
const limiter = rateLimit({ windowMs: 60000, max: 100 });
app.use(limiter);
app.get("/api/films", (req, res) => res.json([]));
app.listen(3000);
