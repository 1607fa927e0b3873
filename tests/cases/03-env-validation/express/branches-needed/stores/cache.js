const redis = require('redis');
const config = require('../config');

const secure = process.env.CACHE_TLS === 'true';

// either way the same host is asked
module.exports = secure
  ? redis.createClient({ host: config.cacheHost, tls: {} })
  : redis.createClient({ host: config.cacheHost, username: config.cacheUser });
