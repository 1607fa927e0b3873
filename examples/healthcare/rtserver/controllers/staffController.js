const bcrypt = require("bcryptjs");
const jwt = require("jsonwebtoken");
const { users } = require("../models");
const sendMail = require("../utils/sendMail");

const listStaff = async (req, res) => {
  const staff = await users.findAll({
    attributes: ["id", "email", "full_name", "role"],
    order: [["full_name", "ASC"]],
  });
  res.json(staff);
};

const invite = async (req, res) => {
  const { email, role = "nurse" } = req.body || {};
  if (req.user.role !== "admin") {
    return res.status(403).json({ message: "Only an admin can invite" });
  }
  if (!email) return res.status(400).json({ message: "E-mail is required" });

  const token = jwt.sign(
    { email, role, purpose: "invite" },
    process.env.JWT_SECRET,
    { expiresIn: "7d" }
  );
  const link = `${process.env.FRONT_END_URL}/join?token=${token}`;
  await sendMail(email, "You are invited", link);
  console.log("Invited", email, "as", role);

  res.status(202).json({ message: "The invitation is on its way" });
};

const acceptInvite = async (req, res) => {
  const { token, full_name, password } = req.body || {};

  try {
    const claims = jwt.verify(token, process.env.JWT_SECRET);
    if (claims.purpose !== "invite") throw new Error("not an invitation");

    const user = await users.create({
      email: claims.email,
      role: claims.role,
      full_name,
      password_hash: await bcrypt.hash(password, 10),
    });
    res.status(201).json({ id: user.id });
  } catch (error) {
    console.error("Invitation refused:", error);
    res.status(400).json({ message: "The invitation cannot be used" });
  }
};

module.exports = { listStaff, invite, acceptInvite };
