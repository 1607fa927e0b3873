const { patients, appointments } = require("../models");

const listPatients = async (req, res) => {
  const rows = await patients.findAll({
    attributes: ["id", "full_name", "date_of_birth", "diagnosis"],
    order: [["full_name", "ASC"]],
    limit: 100,
  });
  res.json(rows);
};

const createPatient = async (req, res) => {
  const { full_name, date_of_birth, national_id, phone, diagnosis, notes } =
    req.body || {};
  if (!full_name || !date_of_birth) {
    return res
      .status(400)
      .json({ message: "Name and date of birth are required" });
  }

  try {
    const patient = await patients.create({
      full_name,
      date_of_birth,
      national_id,
      phone,
      diagnosis,
      notes,
    });
    console.log("Patient registered:", patient.id, "by user", req.user.user_id);
    res.status(201).json(patient);
  } catch (error) {
    console.error("Could not register patient:", error);
    res.status(500).json({ message: "The patient was not saved" });
  }
};

const getPatient = async (req, res) => {
  const patient = await patients.findByPk(req.params.id, {
    include: appointments,
  });
  if (!patient) return res.status(404).json({ message: "No such patient" });
  res.json(patient);
};

module.exports = { listPatients, createPatient, getPatient };
