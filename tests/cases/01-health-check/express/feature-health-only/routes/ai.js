const { Router } = require("express");

const router = Router();

router.get("/health", (req, res) => res.json({ model: "up" }));
router.post("/ask", (req, res) => res.json({ answer: "42" }));

module.exports = router;
