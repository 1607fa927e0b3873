const morgan = require('morgan');

exports.logRequests = () => (req, res, next) => {
  res.locals.start = Date.now();
  morgan('tiny')(req, res, next);
};
