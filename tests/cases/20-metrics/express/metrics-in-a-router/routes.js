const { Router } = require("express");

const router = Router();

router.get("/beds", (req, res) => res.json([]));
router.get("/metrics", (req, res) => res.json({ uptime: process.uptime() }));

module.exports = router;
