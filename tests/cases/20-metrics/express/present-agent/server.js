const express = require("express");

const app = express();

app.get("/beds", (req, res) => res.json([]));

app.listen(3000);
