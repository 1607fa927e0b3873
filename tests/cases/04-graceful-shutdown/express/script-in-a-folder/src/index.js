// For tests: an app on a port of its own
const app = require("./application");

module.exports = () => app.listen(0);
