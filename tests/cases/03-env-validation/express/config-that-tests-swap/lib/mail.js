const { createHmac } = require("crypto");

module.exports.sent = () => createHmac("sha256", process.env.MAIL_KEY).digest("hex");
