module.exports = require("bunyan");
