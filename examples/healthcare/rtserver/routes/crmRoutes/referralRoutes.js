const express = require("express");
const verifyToken = require("../../middleware/verifyToken");
const {
  listReferrals,
  createReferral,
} = require("../../controllers/crmControllers/referralController");

const router = express.Router();

router.use(verifyToken);
router.get("/", listReferrals);
router.post("/", createReferral);

module.exports = router;
