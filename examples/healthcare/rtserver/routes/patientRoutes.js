const express = require("express");
const verifyToken = require("../middleware/verifyToken");
const {
  listPatients,
  createPatient,
  getPatient,
} = require("../controllers/patientController");

const router = express.Router();

router.use(verifyToken);
router.get("/", listPatients);
router.post("/", createPatient);
router.get("/:id", getPatient);

module.exports = router;
