const jwt = require("jsonwebtoken");
const jwksClient = require("jwks-rsa");

const client = jwksClient({ jwksUri: "https://accounts.example.com/keys" });

const getKey = (header, callback) =>
  client.getSigningKey(header.kid, (error, key) => callback(error, key && key.getPublicKey()));

module.exports = (req, res, next) => {
  jwt.verify(req.cookies.id, getKey, { algorithms: ["RS256"] }, (error, claims) => {
    req.user = claims;
    next(error);
  });
};

module.exports.partner = (token) => jwt.verify(token, process.env.PARTNER_PUBLIC_KEY);
