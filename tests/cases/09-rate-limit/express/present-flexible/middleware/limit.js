const { RateLimiterMemory } = require("rate-limiter-flexible");

const limiter = new RateLimiterMemory({ points: 10, duration: 1 });

module.exports = (req, res, next) => {
  limiter
    .consume(req.ip)
    .then(() => next())
    .catch(() => res.status(429).end());
};
