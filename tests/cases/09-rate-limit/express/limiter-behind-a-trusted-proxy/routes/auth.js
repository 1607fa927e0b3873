const router = require("express").Router();
const { login, me } = require("../controllers/auth");

router.post("/login", login);
router.get("/me", me);

module.exports = router;
