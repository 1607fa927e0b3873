const { Router } = require("express");
const { Schema, model } = require("mongoose");

const Order = model("Order", new Schema({ total: Number }));
const router = Router();

router.get("/", async (req, res) => {
  res.json(await Order.find());
});

module.exports = router;
