const util = require('util');
const jwt = require('jsonwebtoken');

module.exports = async (req, res, next) => {
  const decoded = await util.promisify(jwt.verify)(req.cookies.jwt, process.env.APP_SECRET);
  req.user = decoded;
  next();
};
