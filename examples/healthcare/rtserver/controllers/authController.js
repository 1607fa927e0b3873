const bcrypt = require("bcryptjs");
const jwt = require("jsonwebtoken");
const { users } = require("../models");
const sendMail = require("../utils/sendMail");

const login = async (req, res) => {
  const { email, password } = req.body || {};
  if (!email || !password) {
    return res
      .status(400)
      .json({ message: "E-mail and password are required" });
  }

  try {
    const user = await users.findOne({ where: { email } });
    const matches =
      user && (await bcrypt.compare(password, user.password_hash));
    if (!matches) {
      console.warn("Sign-in refused:", email, req.ip);
      return res.status(401).json({ message: "Wrong e-mail or password" });
    }

    const token = jwt.sign(
      { user_id: user.id, role: user.role },
      process.env.JWT_SECRET,
      { expiresIn: "2h" }
    );
    res.json({ token, role: user.role });
  } catch (error) {
    console.error("Sign-in failed:", error);
    res.status(500).json({ message: "Sign-in is not possible right now" });
  }
};

const me = async (req, res) => {
  const user = await users.findByPk(req.user.user_id, {
    attributes: ["id", "email", "full_name", "role"],
  });
  if (!user) return res.status(404).json({ message: "No such user" });
  res.json(user);
};

const forgotPassword = async (req, res) => {
  const { email } = req.body || {};
  const user = await users.findOne({ where: { email: email || "" } });

  if (user) {
    const token = jwt.sign(
      { user_id: user.id, purpose: "reset" },
      process.env.JWT_SECRET,
      { expiresIn: "30m" }
    );
    const link = `${process.env.FRONT_END_URL}/reset-password?token=${token}`;
    await sendMail(email, "Choose a new password", link);
  }

  // The same answer for everyone: it must not tell who has an account
  res.json({ message: "If the address is known, a mail is on its way" });
};

const resetPassword = async (req, res) => {
  const { token, password } = req.body || {};
  if (!token || !password) {
    return res.status(400).json({ message: "Token and password are required" });
  }

  let claims;
  try {
    claims = jwt.verify(token, process.env.JWT_SECRET);
  } catch {
    return res.status(400).json({ message: "The link is no longer valid" });
  }
  if (claims.purpose !== "reset") {
    return res.status(400).json({ message: "The link is no longer valid" });
  }

  await users.update(
    { password_hash: await bcrypt.hash(password, 10) },
    { where: { id: claims.user_id } }
  );
  res.json({ message: "The password is changed" });
};

module.exports = { login, me, forgotPassword, resetPassword };
