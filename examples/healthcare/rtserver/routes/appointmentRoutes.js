const express = require("express");
const verifyToken = require("../middleware/verifyToken");
const {
  listAppointments,
  bookAppointment,
  changeAppointment,
} = require("../controllers/appointmentController");

const router = express.Router();

router.use(verifyToken);
router.get("/", listAppointments);
router.post("/", bookAppointment);
router.patch("/:id", changeAppointment);

module.exports = router;
