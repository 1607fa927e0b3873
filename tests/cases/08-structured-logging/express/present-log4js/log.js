module.exports = require("log4js");
