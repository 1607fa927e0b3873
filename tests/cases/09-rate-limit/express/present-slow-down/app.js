const express = require("express");
const { slowDown } = require("express-slow-down");

const app = express();
app.use("/api", slowDown({ windowMs: 60000, delayAfter: 50, delayMs: () => 500 }));
app.get("/api/films", (req, res) => res.json([]));
app.listen(3000);
