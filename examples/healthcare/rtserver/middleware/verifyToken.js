const jwt = require("jsonwebtoken");

const verifyToken = (req, res, next) => {
  const header = req.headers["authorization"];
  if (!header) {
    return res.status(401).json({ message: "Sign in first" });
  }

  // "Bearer <token>"
  const token = header.split(" ")[1];

  jwt.verify(token, process.env.JWT_SECRET, (err, decoded) => {
    if (err) {
      return res.status(401).json({ message: "The session is not valid" });
    }

    req.user = decoded;
    next();
  });
};

module.exports = verifyToken;
