const jwt = require("jsonwebtoken");
const { withPreviousSecrets } = require("../utils/jwt-rotation");

module.exports = (req, res, next) => {
  const token = (req.headers.authorization || "").split(" ")[1];

  withPreviousSecrets(jwt.verify)(token, process.env.JWT_SECRET, (err, decoded) => {
    if (err) return res.status(401).json({ message: "Sign in first" });
    req.user = decoded;
    next();
  });
};
