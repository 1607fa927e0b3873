const express = require("express");
const verifyToken = require("../middleware/verifyToken");
const {
  census,
  slow,
  exportReport,
} = require("../controllers/reportController");

const router = express.Router();

router.get("/slow", slow);
router.get("/export/:name", exportReport);
router.get("/census", verifyToken, census);

module.exports = router;
