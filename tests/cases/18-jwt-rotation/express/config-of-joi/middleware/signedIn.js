const jwt = require('jsonwebtoken');
const config = require('../config/config');

const signedIn = (req, res, next) => {
  const payload = jwt.verify(req.cookies.token, config.jwt.secret);
  req.user = { id: payload.sub };
  next();
};

module.exports = signedIn;
