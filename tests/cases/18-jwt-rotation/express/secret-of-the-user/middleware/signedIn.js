const jwt = require("jsonwebtoken");
const users = require("../users");

// the link in a mail ends with the password that it replaces
module.exports.resetLink = (token) => {
  const { id } = jwt.decode(token);
  return jwt.verify(token, process.env.JWT_SECRET + users.get(id).passwordHash);
};
