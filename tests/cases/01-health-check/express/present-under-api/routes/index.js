const { Router } = require("express");

const router = Router();

router.get("/health", (req, res) => res.json({ status: "ok" }));
router.get("/qr/:text", (req, res) => res.send(req.params.text));

module.exports = router;
