const router = require("express").Router();
const { sign } = require("jsonwebtoken");

router.post("/login", (req, res) => {
  const token = sign({ id: req.body.id }, process.env.JWT_SECRET ?? "change-me", {
    expiresIn: "1d",
  });
  res.json({ token });
});

module.exports = router;
