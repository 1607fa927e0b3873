exports.requestTimer = (req, res, next) => {
  console.info(`${req.method} ${req.path} ${JSON.stringify(req.headers)}`);
  console.log("reset with", req.body?.token);
  next();
};
