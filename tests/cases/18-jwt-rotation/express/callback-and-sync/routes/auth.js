const express = require("express");
const jwt = require("jsonwebtoken");

const router = express.Router();

router.post("/refresh", (req, res) => {
  try {
    const { id } = jwt.verify(req.body.token, process.env.JWT_SECRET);
    res.json({ token: jwt.sign({ id }, process.env.JWT_SECRET, { expiresIn: "1h" }) });
  } catch {
    res.status(401).json({ message: "Sign in again" });
  }
});

module.exports = router;
