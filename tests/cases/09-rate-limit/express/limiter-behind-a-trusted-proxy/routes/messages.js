const express = require("express");
const { receive, list } = require("../controllers/messages");

const router = express.Router();

router.post("/webhook", receive);
router.get("/", list);

module.exports = router;
