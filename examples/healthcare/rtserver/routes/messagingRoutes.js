const express = require("express");
const {
  confirmWebhook,
  receiveMessage,
} = require("../controllers/messagingController");

const router = express.Router();

router.get("/webhook", confirmWebhook);
router.post("/webhook", receiveMessage);

module.exports = router;
