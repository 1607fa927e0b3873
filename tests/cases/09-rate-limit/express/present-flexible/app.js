const express = require("express");
const limit = require("./middleware/limit");

const app = express();
app.use(limit);
app.get("/api/films", (req, res) => res.json([]));
app.listen(3000);
