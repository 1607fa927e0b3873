const express = require("express");
const cors = require("cors");

const app = express();

// a sign that any page may show
app.get("/sign.json", cors({ origin: "*" }), (req, res) => res.json({ open: true }));

app.use(cors({ origin: ["https://signs.example"], credentials: true }));

app.get("/orders", (req, res) => res.json([]));

app.listen(3000);
