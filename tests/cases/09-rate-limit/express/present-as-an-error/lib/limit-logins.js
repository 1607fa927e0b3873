const { take } = require("./windows");

class HttpError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

exports.limitLogins = async (req, res, next) => {
  if (!(await take(`login:${req.ip}`, 10))) {
    return next(new HttpError(429, "try again later"));
  }
  next();
};
