const jwt = require("jsonwebtoken");

const secret = process.env.ACCESS_SECRET;

module.exports = (req, res, next) => {
  if (!process.env.ISSUER) throw new Error("no issuer");
  req.user = jwt.verify(req.headers.authorization, secret, { issuer: process.env.ISSUER });
  next();
};
