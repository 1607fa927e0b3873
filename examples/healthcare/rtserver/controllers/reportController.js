const { appointments, patients } = require("../models");

const census = async (req, res) => {
  const [patientCount, openAppointments] = await Promise.all([
    patients.count(),
    appointments.count({ where: { state: "booked" } }),
  ]);
  res.json({ patients: patientCount, open_appointments: openAppointments });
};

// A yearly report takes its time: ?ms= says how long
const slow = async (req, res) => {
  const ms = Math.min(Number(req.query.ms) || 2000, 60000);
  console.log("Yearly report started:", ms, "ms");
  await new Promise((resolve) => setTimeout(resolve, ms));
  res.json({ report: "yearly", took_ms: ms });
};

// No report has an export template yet
const exportReport = (req, res) => {
  throw new Error(`no export template for report ${req.params.name}`);
};

module.exports = { census, slow, exportReport };
