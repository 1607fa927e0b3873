const mongoose = require('mongoose');
const { Pool } = require('pg');
const config = require('../config');

function connect() {
  if (process.env.NODE_ENV === 'production') {
    return new Pool({ connectionString: process.env.DATABASE_URL });
  }
  return new Pool({ host: process.env.DEV_DATABASE_HOST });
}

let client;
function documents() {
  if (client) return client;
  client = mongoose.connect(config.mongo.url);
  return client;
}

module.exports = { pool: connect(), documents };
