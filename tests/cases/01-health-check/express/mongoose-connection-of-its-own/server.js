const express = require("express");
const mongoose = require("mongoose");

const archive = mongoose.createConnection(process.env.ARCHIVE_URI);
const Order = archive.model("Order", new mongoose.Schema({ total: Number }));
const app = express();

app.get("/orders", async (req, res) => {
  res.json(await Order.find());
});

app.listen(3000);
