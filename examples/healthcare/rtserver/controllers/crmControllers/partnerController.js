const { partners } = require("../../models/crm_models/crmdb");

const listPartners = async (req, res) => {
  res.json(await partners.findAll({ order: [["name", "ASC"]] }));
};

const createPartner = async (req, res) => {
  const { name, city, email } = req.body || {};
  if (!name) return res.status(400).json({ message: "Name is required" });
  res.status(201).json(await partners.create({ name, city, email }));
};

module.exports = { listPartners, createPartner };
