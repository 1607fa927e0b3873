const express = require("express");
const { requestTimer } = require("./lib/requestTimer");

const app = express();
app.use(express.json());
app.use(requestTimer);

app.post("/orders", (req, res) => {
  console.log("order", req.body);
  console.log("of", req.body.customerId, req.query.page);
  res.sendStatus(201);
});

app.listen(3000);
