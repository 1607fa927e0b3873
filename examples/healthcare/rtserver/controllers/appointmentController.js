const { appointments, patients } = require("../models");

const listAppointments = async (req, res) => {
  const where = req.query.ward ? { ward: req.query.ward } : {};
  const rows = await appointments.findAll({
    where,
    include: { model: patients, attributes: ["id", "full_name"] },
    order: [["starts_at", "ASC"]],
    limit: 100,
  });
  res.json(rows);
};

const bookAppointment = async (req, res) => {
  const { patient_id, starts_at, ward } = req.body || {};
  if (!patient_id || !starts_at || !ward) {
    return res
      .status(400)
      .json({ message: "Patient, time and ward are required" });
  }

  const appointment = await appointments.create({
    patient_id,
    starts_at,
    ward,
  });
  req.app.get("io").to(`ward:${ward}`).emit("appointment", {
    id: appointment.id,
    starts_at: appointment.starts_at,
  });
  res.status(201).json(appointment);
};

const changeAppointment = async (req, res) => {
  const { starts_at, ward, state } = req.body || {};
  const appointment = await appointments.findByPk(req.params.id);
  if (!appointment)
    return res.status(404).json({ message: "No such appointment" });

  await appointment.update({ starts_at, ward, state });
  res.json(appointment);
};

module.exports = { listAppointments, bookAppointment, changeAppointment };
