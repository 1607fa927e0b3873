const { sequelizeCrm } = require("./models/crm");

module.exports = (req, res) => sequelizeCrm.query("SELECT 1").then(() => res.send("ok"));
