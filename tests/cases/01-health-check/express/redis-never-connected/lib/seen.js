const redis = require("./redis");
const pool = require("./pool");

exports.has = async (id) => {
  try {
    return (await redis.get(id)) !== null;
  } catch {
    return false;
  }
};

exports.lock = async () => pool.connect();
