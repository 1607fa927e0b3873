const express = require("express");
const verifyToken = require("../middleware/verifyToken");
const { appointments } = require("../models");

const router = express.Router();

router.get("/", verifyToken, async (req, res) => {
  const wards = await appointments.count({
    where: { state: "booked" },
    group: ["ward"],
  });
  res.json(wards.map(({ ward, count }) => ({ ward, booked: Number(count) })));
});

module.exports = router;
