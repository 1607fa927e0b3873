const express = require("express");

const app = express();
app.use(express.json());

app.post("/status", (req, res) => {
  console.log(req.body.sign, req.body.status);
  res.sendStatus(204);
});

app.listen(3000);
