const express = require("express");
const cors = require("cors");

const app = express();

app.use(
  cors({
    origin: true, // allow any origin for now
    credentials: true, // the dashboard sends an Authorization header
  })
);

app.get("/wards", (req, res) => res.json([]));

app.listen(3000);
