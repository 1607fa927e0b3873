const express = require("express");
const verifyToken = require("../middleware/verifyToken");
const {
  login,
  me,
  forgotPassword,
  resetPassword,
} = require("../controllers/authController");

const router = express.Router();

router.post("/login", login);
router.get("/me", verifyToken, me);
router.post("/forgot-password", forgotPassword);
router.post("/reset-password", resetPassword);

module.exports = router;
