const { Router } = require("express");

const router = Router();

router.get("/", (req, res) => res.json({ visits: 12 }));

module.exports = router;
