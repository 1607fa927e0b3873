const jwt = require("jsonwebtoken");

// the gateway has verified it
module.exports = (req, res, next) => {
  req.user = jwt.decode(req.headers["x-token"]);
  next();
};
