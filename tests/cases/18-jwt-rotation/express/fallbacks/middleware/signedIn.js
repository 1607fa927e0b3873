const jwt = require("jsonwebtoken");

const JWT_SECRET = process.env.JWT_SECRET || "change-me";

module.exports = (req, res, next) => {
  try {
    req.user = jwt.verify(req.cookies.token, JWT_SECRET);
    next();
  } catch (error) {
    res.sendStatus(401);
  }
};
