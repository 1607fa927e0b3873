const express = require("express");

const app = express();
app.get("/signs", (req, res) => res.json([]));

app.listen(3000);
