const express = require("express");
const verifyToken = require("../middleware/verifyToken");

const router = express.Router();

router.post("/", verifyToken, (req, res) => {
  const { ward, text } = req.body || {};
  if (!ward || !text) {
    return res.status(400).json({ message: "Ward and text are required" });
  }

  req.app.get("io").to(`ward:${ward}`).emit("notification", { ward, text });
  res.status(202).json({ ward });
});

module.exports = router;
