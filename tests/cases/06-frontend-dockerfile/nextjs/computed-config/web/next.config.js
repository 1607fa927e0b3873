const { makeConfig } = require('./config');

module.exports = makeConfig(process.env);
