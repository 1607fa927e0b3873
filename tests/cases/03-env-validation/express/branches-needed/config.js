module.exports = {
  cacheHost: process.env.CACHE_HOST,
  cacheUser: process.env.CACHE_USER,
  closed: process.env.CLOSED === 'true',
  mongo: { url: process.env.MONGO_URL },
};
