const express = require("express");
const log = require("mozlog")({ app: "parcels" })("parcels.routes");

const app = express();

app.get("/parcels", (req, res) => {
  log.info("listed");
  res.json([]);
});

app.listen(3000);
