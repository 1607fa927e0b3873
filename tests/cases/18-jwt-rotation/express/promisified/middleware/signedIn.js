const { promisify } = require("util");
const jwt = require("jsonwebtoken");

const verify = promisify(jwt.verify);

module.exports = async (req, res, next) => {
  try {
    req.user = await verify(req.cookies.jwt, process.env.JWT_SECRET);
    next();
  } catch (error) {
    next(error);
  }
};
