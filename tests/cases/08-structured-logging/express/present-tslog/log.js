module.exports = require("tslog");
