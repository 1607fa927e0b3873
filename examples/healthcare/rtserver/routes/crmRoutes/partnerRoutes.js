const express = require("express");
const verifyToken = require("../../middleware/verifyToken");
const {
  listPartners,
  createPartner,
} = require("../../controllers/crmControllers/partnerController");

const router = express.Router();

router.use(verifyToken);
router.get("/", listPartners);
router.post("/", createPartner);

module.exports = router;
