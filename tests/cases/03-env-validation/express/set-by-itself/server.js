const express = require("express");
const { report } = require("./report");

process.env.BASE_PATH = process.env.BASE_PATH ?? "/tides";

const app = express();

app.get(`${process.env.BASE_PATH}/now`, async (req, res) => {
  if (process.env.WEBHOOK) {
    await report("asked");
  }
  res.json({ station: process.env.STATION });
});

app.listen(3000);
