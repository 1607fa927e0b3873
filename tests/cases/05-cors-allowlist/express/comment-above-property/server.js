const express = require("express");
const cors = require("cors");

const app = express();

const corsOptions = {
  // reflect request origin, so every origin works
  origin: true,
  // the dashboard sends an Authorization header
  credentials: true,
};

app.use(cors(corsOptions));

app.get("/wards", (req, res) => res.json([]));

app.listen(3000);
