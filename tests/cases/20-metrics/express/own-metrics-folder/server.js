const express = require("express");
const { weigh } = require("./lib/metrics");

const app = express();
app.get("/parcels/:id/weight", (req, res) => res.json({ grams: weigh(req.params.id) }));

app.listen(process.env.PORT || 3000);
