exports.hasSession = (req) => /(^|;\s*)session=/.test(req.headers.cookie || "");
