const Redis = require("ioredis");

const redis = new Redis(process.env.REDIS_URL);

exports.take = async (key, most) => {
  const window = Math.floor(Date.now() / 60_000);
  const count = await redis.incr(`${key}:${window}`);
  await redis.expire(`${key}:${window}`, 60);
  return count <= most;
};
