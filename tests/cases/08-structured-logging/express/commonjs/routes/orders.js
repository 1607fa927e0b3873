const { Router } = require("express");

const router = Router();

router.get("/:id", (req, res) => {
  console.log("[order]", req.params.id);
  res.json({ id: req.params.id });
});

module.exports = router;
