const express = require("express");
const cors = require("cors");
const { corsOptions } = require("../../common/cors");

const app = express();

app.use(cors(corsOptions));

app.get("/orders", (req, res) => {
  res.json([]);
});

app.listen(3000);
