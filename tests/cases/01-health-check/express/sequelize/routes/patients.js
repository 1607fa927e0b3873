const { Router } = require("express");
const { Patient } = require("../models");

const router = Router();

router.get("/", async (req, res, next) => {
  try {
    res.json(await Patient.findAll());
  } catch (error) {
    next(error);
  }
});

module.exports = router;
