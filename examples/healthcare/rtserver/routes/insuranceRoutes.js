const express = require("express");
const verifyToken = require("../middleware/verifyToken");
const {
  addPolicy,
  listPolicies,
} = require("../controllers/insuranceController");

const router = express.Router();

router.use(verifyToken);
router.post("/", addPolicy);
router.get("/:patientId", listPolicies);

module.exports = router;
