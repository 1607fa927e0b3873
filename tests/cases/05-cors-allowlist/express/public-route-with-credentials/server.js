const express = require("express");
const cors = require("cors");

const app = express();

app.get("/orders", cors({ origin: true, credentials: true }), (req, res) => res.json([]));

app.use(cors({ origin: ["https://signs.example"], credentials: true }));

app.listen(3000);
