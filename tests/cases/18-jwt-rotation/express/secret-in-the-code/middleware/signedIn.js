const jwt = require("jsonwebtoken");

module.exports = (req, res, next) => {
  req.user = jwt.verify(req.cookies.token, "not-a-secret");
  next();
};
