const jwt = require("jsonwebtoken");

module.exports = (secret) => (req, res, next) => {
  req.user = jwt.verify(req.cookies.token, secret);
  next();
};
