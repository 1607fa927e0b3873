const jwt = require("jsonwebtoken");
const { withPreviousSecrets } = require("../utils/jwt-rotation");

module.exports = (req, res, next) => {
  req.user = withPreviousSecrets(jwt.verify)(req.cookies.jwt, process.env.JWT_SECRET);
  next();
};
