module.exports = {
  cacheHost: process.env.CACHE_HOST,
  cacheUser: process.env.CACHE_USER,
  mongo: { url: process.env.MONGO_URL },
};
