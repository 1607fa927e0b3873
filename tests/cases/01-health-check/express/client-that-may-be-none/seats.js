const Redis = require('ioredis');

let seats;

if (process.env.WITH_SEATS) {
  seats = new Redis(process.env.SEATS_URL);
}

module.exports = { seats };
