const Redis = require('ioredis');
const { createClient } = require('redis');

exports.seats = new Redis(process.env.SEATS_URL);
exports.sails = createClient({ url: process.env.SAILS_URL });
exports.sails.connect().catch(console.error);
