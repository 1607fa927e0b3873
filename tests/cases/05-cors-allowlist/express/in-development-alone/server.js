const express = require("express");
const cors = require("cors");

const isProduction = process.env.APP_ENV === "prod";

const app = express();
if (!isProduction) {
  app.use(cors());
}
app.get("/orders", (req, res) => res.json([]));

app.listen(3000);
