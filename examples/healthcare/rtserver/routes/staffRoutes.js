const express = require("express");
const verifyToken = require("../middleware/verifyToken");
const {
  listStaff,
  invite,
  acceptInvite,
} = require("../controllers/staffController");

const router = express.Router();

router.get("/", verifyToken, listStaff);
router.post("/invite", verifyToken, invite);
router.post("/accept-invite", acceptInvite);

module.exports = router;
