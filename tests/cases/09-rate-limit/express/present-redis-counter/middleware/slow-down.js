const Redis = require("ioredis");

const redis = new Redis(process.env.REDIS_URL);

module.exports = async (req, res, next) => {
  const key = `votes:${req.ip}`;
  const count = await redis.incr(key);
  if (count === 1) await redis.expire(key, 60);
  if (count > 20) {
    return res.status(429).json({ error: "slow down" });
  }
  next();
};
