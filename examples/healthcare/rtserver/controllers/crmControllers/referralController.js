const { partners, referrals } = require("../../models/crm_models/crmdb");

const listReferrals = async (req, res) => {
  res.json(await referrals.findAll({ include: partners }));
};

const createReferral = async (req, res) => {
  const { partner_id, reason } = req.body || {};
  try {
    res.status(201).json(await referrals.create({ partner_id, reason }));
  } catch (error) {
    console.error("Referral refused:", partner_id, error);
    res.status(400).json({ message: "The referral was not saved" });
  }
};

module.exports = { listReferrals, createReferral };
