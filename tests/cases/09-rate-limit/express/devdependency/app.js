const express = require("express");

const app = express();
app.use(express.json());
app.get("/api/films", (req, res) => res.json([]));
app.listen(3000);
