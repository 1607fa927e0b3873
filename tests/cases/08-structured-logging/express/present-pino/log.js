module.exports = require("pino");
