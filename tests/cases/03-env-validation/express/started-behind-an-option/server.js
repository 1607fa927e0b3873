// Kept for the old address
module.exports = require("./harbour");
