const { Router } = require("express");

const router = Router();

router.post("/login", (req, res) => res.sendStatus(401));
router.get("/crates", (req, res) => res.json([]));

module.exports = router;
