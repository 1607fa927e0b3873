const { Router } = require("express");

const router = Router();

router.get("/", (req, res) => res.json([]));
router.post("/", (req, res) => res.sendStatus(201));

module.exports = router;
