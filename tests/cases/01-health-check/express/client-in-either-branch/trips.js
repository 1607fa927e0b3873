const { Pool } = require('pg');

let trips;
if (process.env.TRIPS_URL) {
  trips = new Pool({ connectionString: process.env.TRIPS_URL });
} else {
  trips = new Pool({ host: process.env.TRIPS_HOST });
}

module.exports = { trips };
