const cors = require("cors");
const express = require("express");

const app = express();
app.use(cors());
app.get("/api/trams", (req, res) => res.json([]));
app.listen(3000);
