const { Router } = require("express");
const slowDown = require("../middleware/slow-down");

const router = Router();

router.post("/:id/votes", slowDown, (req, res) => res.sendStatus(201));

module.exports = router;
