module.exports = require("signale");
