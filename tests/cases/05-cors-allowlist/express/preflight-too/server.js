const express = require("express");
const cors = require("cors");

const app = express();

app.use(cors());
app.options("*", cors());

app.get("/geo/:ip", cors(), (req, res) => {
  res.json({ ip: req.params.ip, country: "IN" });
});

app.listen(3000);
