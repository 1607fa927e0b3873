const express = require("express");
const cors = require("cors");

const app = express();

function corsOptionsFor(req, callback) {
  callback(null, { origin: true, credentials: req.path.startsWith("/me") });
}

app.use(cors(corsOptionsFor));

app.get("/orders", (req, res) => {
  res.json([]);
});

app.listen(3000);
