const { insurance_policies } = require("../models");
const { encrypt, decrypt } = require("../utils/encryption");

const addPolicy = async (req, res) => {
  const { patient_id, insurer, policy_number } = req.body || {};
  if (!patient_id || !insurer || !policy_number) {
    return res
      .status(400)
      .json({ message: "Patient, insurer and number are required" });
  }

  const policy = await insurance_policies.create({
    patient_id,
    insurer,
    policy_number: encrypt(policy_number),
  });
  res.status(201).json({ id: policy.id });
};

const listPolicies = async (req, res) => {
  const policies = await insurance_policies.findAll({
    where: { patient_id: req.params.patientId },
  });
  res.json(
    policies.map(({ id, insurer, policy_number }) => ({
      id,
      insurer,
      ends_in: decrypt(policy_number).slice(-4),
    }))
  );
};

module.exports = { addPolicy, listPolicies };
